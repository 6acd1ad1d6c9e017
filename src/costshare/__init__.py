"""costshare: exact, explainable cost sharing."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from costshare import fairness as fairness
    from costshare import overhead as overhead
    from costshare import plotting as plotting
    from costshare.agreement import Agreement as Agreement
    from costshare.agreement import Allocation as Allocation
    from costshare.agreement import Explanation as Explanation
    from costshare.agreement import Member as Member
    from costshare.agreement import Periods as Periods
    from costshare.agreement import Pool as Pool
    from costshare.agreement import ReferenceDate as ReferenceDate
    from costshare.agreement import Version as Version
    from costshare.agreement import add_periods as add_periods
    from costshare.agreement import allocate as allocate
    from costshare.analysis import Comparison as Comparison
    from costshare.analysis import Criteria as Criteria
    from costshare.analysis import FeeChange as FeeChange
    from costshare.analysis import Paradoxes as Paradoxes
    from costshare.analysis import Projection as Projection
    from costshare.analysis import Simulation as Simulation
    from costshare.analysis import Sweep as Sweep
    from costshare.analysis import compare as compare
    from costshare.analysis import explain_change as explain_change
    from costshare.analysis import paradoxes as paradoxes
    from costshare.analysis import project as project
    from costshare.analysis import simulate as simulate
    from costshare.analysis import sweep as sweep
    from costshare.analysis import what_if as what_if
    from costshare.apportionment import apportion as apportion
    from costshare.apportionment.arrays import apportion_array as apportion_array
    from costshare.apportionment.arrays import apportion_groups as apportion_groups
    from costshare.apportionment.tables import apportion_table as apportion_table
    from costshare.apportionment.tables import instalments as instalments
    from costshare.budget import BudgetForecast as BudgetForecast
    from costshare.budget import BudgetItem as BudgetItem
    from costshare.budget import BudgetMonths as BudgetMonths
    from costshare.budget import BudgetReport as BudgetReport
    from costshare.correction import Correction as Correction
    from costshare.correction import correct as correct
    from costshare.errors import ConservationError as ConservationError
    from costshare.errors import CostshareError as CostshareError
    from costshare.errors import TieError as TieError
    from costshare.errors import UnsolvedError as UnsolvedError
    from costshare.export import Accounts as Accounts
    from costshare.export import FeeLetters as FeeLetters
    from costshare.export import Posting as Posting
    from costshare.export import fee_letters as fee_letters
    from costshare.export import write_sie as write_sie
    from costshare.files import SieFile as SieFile
    from costshare.files import Unreadable as Unreadable
    from costshare.files import read_budget as read_budget
    from costshare.files import read_customers as read_customers
    from costshare.files import read_drivers as read_drivers
    from costshare.files import read_invoices as read_invoices
    from costshare.files import read_number as read_number
    from costshare.files import read_sie as read_sie
    from costshare.inference import Inference as Inference
    from costshare.inference import Ranking as Ranking
    from costshare.inference import YearlyRanking as YearlyRanking
    from costshare.inference import infer as infer
    from costshare.inference import infer_blend as infer_blend
    from costshare.inference import infer_mixed as infer_mixed
    from costshare.invoices import Customers as Customers
    from costshare.invoices import InvoiceLine as InvoiceLine
    from costshare.invoices import InvoiceLines as InvoiceLines
    from costshare.invoices import TaxedLines as TaxedLines
    from costshare.invoices import add_tax as add_tax
    from costshare.invoices import credit_note as credit_note
    from costshare.invoices import round_invoices as round_invoices
    from costshare.metering import UsageLog as UsageLog
    from costshare.models import Blend as Blend
    from costshare.models import Bounded as Bounded
    from costshare.models import Capacity as Capacity
    from costshare.models import Damped as Damped
    from costshare.models import Discounted as Discounted
    from costshare.models import Fixed as Fixed
    from costshare.models import Flat as Flat
    from costshare.models import Indexed as Indexed
    from costshare.models import Mixed as Mixed
    from costshare.models import PerCapita as PerCapita
    from costshare.models import Phased as Phased
    from costshare.models import Price as Price
    from costshare.models import Proportional as Proportional
    from costshare.models import RoundedShares as RoundedShares
    from costshare.models import Tariff as Tariff
    from costshare.models import Tier as Tier
    from costshare.models import Tiered as Tiered
    from costshare.periods import Band as Band
    from costshare.periods import Bands as Bands
    from costshare.periods import Period as Period
    from costshare.reconciliation import Finding as Finding
    from costshare.reconciliation import FindingsError as FindingsError
    from costshare.reconciliation import Reconciliation as Reconciliation
    from costshare.reconciliation import Worklist as Worklist
    from costshare.reconciliation import reconcile as reconcile
    from costshare.settlement import CarryForward as CarryForward
    from costshare.settlement import CoverFrom as CoverFrom
    from costshare.settlement import Return as Return
    from costshare.settlement import Settlement as Settlement
    from costshare.settlement import TrueUp as TrueUp
    from costshare.settlement import settle as settle
    from costshare.splitting import explain_split as explain_split
    from costshare.splitting import read_focus as read_focus
    from costshare.splitting import split as split
    from costshare.splitting import split_focus as split_focus
    from costshare.splitting import split_parquet as split_parquet
else:
    # At run time a name is imported when it is first used (SPEC 1). Type checkers read the
    # imports above, so that they reject a misspelt name; a test compares both lists.
    import sys
    from importlib import import_module

    _MODULES = {
        "agreement": "Agreement Allocation Explanation Member Periods Pool ReferenceDate Version"
        " add_periods allocate",
        "analysis": "Comparison Criteria FeeChange Paradoxes Projection Simulation Sweep compare"
        " explain_change paradoxes project simulate sweep what_if",
        "apportionment": "apportion",
        "apportionment.arrays": "apportion_array apportion_groups",
        "apportionment.tables": "apportion_table instalments",
        "budget": "BudgetForecast BudgetItem BudgetMonths BudgetReport",
        "correction": "Correction correct",
        "errors": "ConservationError CostshareError TieError UnsolvedError",
        "export": "Accounts FeeLetters Posting fee_letters write_sie",
        "files": "SieFile Unreadable read_budget read_customers read_drivers read_invoices"
        " read_number read_sie",
        "inference": "Inference Ranking YearlyRanking infer infer_blend infer_mixed",
        "invoices": "Customers InvoiceLine InvoiceLines TaxedLines add_tax credit_note"
        " round_invoices",
        "metering": "UsageLog",
        "models": "Blend Bounded Capacity Damped Discounted Fixed Flat Indexed Mixed PerCapita"
        " Phased Price Proportional RoundedShares Tariff Tier Tiered",
        "periods": "Band Bands Period",
        "reconciliation": "Finding FindingsError Reconciliation Worklist reconcile",
        "settlement": "CarryForward CoverFrom Return Settlement TrueUp settle",
        "splitting": "explain_split read_focus split split_focus split_parquet",
    }
    _MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}

    __all__ = list(_MODULE_OF)
    __all__ += ["fairness", "overhead", "plotting"]
    __all__.sort()

    def __getattr__(name: str) -> object:
        """Import a public name, or a package such as ``errors``, when it is first used."""
        if module := _MODULE_OF.get(name):
            value = getattr(import_module(f"costshare.{module}"), name)
            globals()[name] = value
            return value
        from pkgutil import iter_modules

        if any(each.name == name for each in iter_modules(__path__)):
            return import_module(f"costshare.{name}")
        msg = f"module 'costshare' has no attribute {name!r}"
        raise AttributeError(msg, name=name, obj=sys.modules[__name__])

    def __dir__() -> list[str]:
        """List the public names."""
        return [*__all__, "__version__"]
