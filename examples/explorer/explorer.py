"""A page for a board: change the rule of one pool, and see every fee at once.

Start it with ``marimo run examples/explorer/explorer.py``. Another agreement than the example
comes after two dashes: ``marimo run examples/explorer/explorer.py -- --agreement ours.toml``.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(
    width="full",
    app_title="costshare explorer",
    css_file="explorer.css",
    html_head_file="explorer.html",
)

with app.setup:
    from pathlib import Path

    import marimo as mo

    import controls
    import costshare as cs
    import page
    import scenario


@app.cell
def _():
    example = Path(__file__).parents[1] / "norrbotten_2022.toml"
    try:
        agreement = cs.Agreement.load(str(mo.cli_args().get("agreement") or example))
    except (cs.CostshareError, OSError) as error:
        mo.stop(True, mo.Html(page.layout("No agreement", [], [page.message(str(error))])))
    return (agreement,)


@app.cell
def _(agreement):
    title = f"{agreement.name} {agreement.period}"
    pool = mo.ui.dropdown(
        [each.name for each in agreement.pools],
        value=scenario.first_pool(agreement),
        label="Pool",
        full_width=True,
    )
    members = [each.name for each in agreement.members]
    explained = mo.ui.dropdown(
        members, value=members[0], label="Why does this member pay that?", full_width=True
    )
    again = mo.ui.button(label="Back to today")
    return again, explained, pool, title


@app.cell
def _(again, agreement, pool, title):
    # Pressing the button, or choosing a pool, makes the controls anew.
    again.value
    try:
        today = scenario.Today.of(agreement, pool.value)
    except cs.CostshareError as error:
        problem = page.message(str(error))
        mo.stop(True, mo.Html(page.layout(title, [page.control(pool)], [problem])))
    rule = controls.make(today)
    return rule, today


@app.cell
def _(again, explained, pool, rule, title, today):
    settings = controls.read(rule, today)
    proposed = scenario.consider(today, settings)
    mo.Html(
        page.layout(
            f"{title}: {pool.value}",
            [page.control(pool), *controls.shown(rule, settings), page.control(again)],
            [
                page.starting_point(today),
                page.verdict(proposed),
                page.fee_table(proposed, rule["members"], explained.value),
                page.control(explained),
                page.working(proposed, explained.value),
            ],
        )
    )
    return


if __name__ == "__main__":
    app.run()
