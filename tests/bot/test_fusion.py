import numpy as np
import pytest

from bot.fusion import PROOFS, Proof, Weights, proofs, shipped_weights, supported, weights_of
from ingest.index import Evidence


def told(held: list[list[float]], **given: list[float]) -> Evidence:
    """Evidence of so many passages; of what is not given there is none."""
    names = ("score", "own", "crossed", "grams")
    columns = {name: given.get(name, [0.0] * len(held)) for name in names}
    return Evidence(
        held=np.array(held, np.float32),
        **{name: np.array(column, np.float32) for name, column in columns.items()},
    )


def proof(**given: float) -> Proof:
    return Proof(**{**dict.fromkeys(PROOFS, 0.0), **given})


def test_every_proof_is_a_share() -> None:
    evidence = told(
        [[1.0, 0.5], [0.0, 0.0], [0.0, 0.0]],
        own=[0.5, 0, 0],
        crossed=[2, 0, 0],
        grams=[3, 0, 0],
    )
    found = proofs(["a", "a", "b"], np.array([0.9, 0.1, -0.2]), evidence, [3.0, 1.0])
    for each in found:
        assert all(0.0 <= getattr(each, name) <= 1.0 for name in PROOFS)
    assert (found[0].nearest, found[2].nearest) == (1.0, 0.0)
    assert found[0].words == found[0].crossed == found[0].grams == 1.0
    assert found[2].dense == 0.0
    assert found[0].covered == pytest.approx(3.5 / 4)
    assert (found[1].covered, found[1].document) == (0.0, found[0].covered)
    assert found[2].document == 0.0


def test_no_candidates_prove_nothing() -> None:
    assert proofs([], np.zeros(0), told([]), [1.0]) == []


def test_one_candidate_without_words_has_no_share_of_words() -> None:
    (alone,) = proofs(["a"], np.array([0.4]), told([[0.0, 0.0]]), [1.0, 2.0])
    assert alone.words == alone.grams == alone.covered == 0.0
    assert alone.dense == pytest.approx(0.5)


def test_a_question_without_words_is_covered_by_nothing() -> None:
    (alone,) = proofs(["a"], np.array([0.4]), told([[]]), [])
    assert (alone.covered, alone.document) == (0.0, 0.0)


def test_a_weight_counts_for_its_relation_only() -> None:
    weights = Weights({"same": {"covered": 1.0}, "other": {"dense": 1.0}}, support=0.0)
    found = proof(covered=0.25, dense=0.75)
    assert (weights.score(found, "same"), weights.score(found, "other")) == (0.25, 0.75)


def test_the_shares_of_a_score_add_up_to_it() -> None:
    found = proof(**dict.fromkeys(PROOFS, 0.5))
    weights = shipped_weights()
    for relation in ("same", "other"):
        shares = weights.shares(found, relation)
        assert sum(share for _, share in shares) == pytest.approx(weights.score(found, relation))


def test_the_shipped_weights_are_readable_numbers_of_known_proofs() -> None:
    weights = shipped_weights()
    for relation in ("same", "other"):
        assert set(weights.proofs[relation]) <= set(PROOFS)
        assert all(value >= 0 for value in weights.proofs[relation].values())
        assert sum(weights.proofs[relation].values()) <= 1.0 + 1e-6


def test_weights_are_read_from_a_table() -> None:
    table = {"same": {"dense": 0.5}, "other": {"dense": 0.4}, "document": {"support": 0.1}}
    assert weights_of(table).proofs["other"]["dense"] == 0.4


def test_a_good_neighbour_in_the_same_document_lifts_a_passage() -> None:
    scores = supported([0.6, 0.5, 0.6, 0.1], ["a", "a", "b", "c"], support=0.2)
    assert scores[0] > scores[2] == 0.6
    assert scores[3] == 0.1


def test_without_support_scores_stay_as_they_are() -> None:
    assert supported([0.6, 0.5], ["a", "a"], support=0.0) == [0.6, 0.5]


def test_passages_of_a_document_cover_a_question_together() -> None:
    halves = told([[1.0, 0.0], [0.0, 1.0]])
    found = proofs(["a", "a"], np.array([0.5, 0.5]), halves, [1.0, 1.0])
    assert [each.covered for each in found] == [0.5, 0.5]
    assert [each.document for each in found] == [1.0, 1.0]
