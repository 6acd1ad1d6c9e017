"""One Spark session for all tests of the engines, with worker processes and with retries."""

import os
import sys

import pytest
from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def session():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.memory": "1g",
        "spark.sql.session.timeZone": "Europe/Stockholm",
        "spark.sql.shuffle.partitions": "3",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    # Two workers; a task that fails is tried four times in all, where local[2] tries it once.
    session = SparkSession.builder.master("local[2,4]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def jobs_of(session):
    """Count the jobs that Spark runs during a call."""

    def count(call):
        tracker = session.sparkContext.statusTracker()
        before = len(tracker.getJobIdsForGroup())
        call()
        return len(tracker.getJobIdsForGroup()) - before

    return count
