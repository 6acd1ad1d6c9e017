"""Fixed shares, groups and bounds on quotas in sweeps, comparisons, simulations and paradoxes."""

import costshare as cs

PEOPLE = {"EU": {}, "A": {"population": 100}, "B": {"population": 300}, "C": {"population": 600}}
MEMBERS = [cs.Member(name=name, **drivers) for name, drivers in PEOPLE.items()]
SHARE = cs.Bounded(
    model=cs.PerCapita(), fixed_share={"EU": "20%"}, maximum={"large": 40}, groups={"large": ["C"]}
)
CHANGED = SHARE.replace(fixed_share={"EU": "10%"})


def board(model, **pool):
    pools = [cs.Pool(name="office", total=100, model=model, **pool)]
    return cs.Agreement(name="Board", period="2022", members=MEMBERS, pools=pools)


def test_a_sweep_between_models_that_bound_quotas_alone():
    one, other = (model.replace(on="quota") for model in (SHARE, CHANGED))
    swept = cs.sweep(board(SHARE), between=(one, other))
    assert swept.at(0) == board(SHARE).allocate().member_totals
    assert swept.at(1) == board(other).allocate().member_totals
    assert swept.at("1/2")["EU"] == 15
    assert swept.jumps("EU")
    assert cs.Sweep.from_dict(swept.to_dict()) == swept


def test_a_comparison_names_the_changed_share():
    compared = cs.compare({"today": board(SHARE), "proposal": board(CHANGED)}, baseline="today")
    (found,) = compared.differences("proposal")
    assert str(found) == "office has fixed share (EU 10 %) instead of fixed share (EU 20 %)"
    assert {term.member: term.amount for term in compared.explain("EU") if term.amount} == {
        "EU": -10
    }


def test_a_changed_fee_is_explained_by_total_and_rule():
    before, after = board(SHARE).allocate(), board(CHANGED).allocate()
    change = cs.explain_change(before, after)
    assert {term.member: term.amount for term in change if term.causes == ("rule",)}["EU"] == -10
    more = cs.allocate(200, CHANGED.replace(maximum=None, groups=None), PEOPLE, pool="office")
    changed = cs.explain_change(before, more, "EU")
    assert sum(term.amount for term in changed) == 0  # 20 % of 100, and 10 % of 200
    assert {term.causes for term in changed if term.amount} == {("total",), ("rule",)}
    by_figure = cs.what_if(board(SHARE), drivers={"A": {"population": 200}}).allocate()
    assert all(
        term.amount == 0 for term in cs.explain_change(before, by_figure) if term.member == "EU"
    )


def test_a_simulation_keeps_what_is_fixed():
    drawn = cs.simulate(board(SHARE), driver="population", spread="10%", seed=1, runs=20)
    assert set(drawn.fees("EU")) == {20}
    assert set(drawn.fees("C")) == {40}
    assert len(set(drawn.fees("A"))) > 1


def test_paradoxes_of_the_quotas():
    quotas = SHARE.quotas(PEOPLE, 100)
    found = cs.paradoxes(100, quotas, highest=110)
    assert found.found == ()
    assert found.searched
