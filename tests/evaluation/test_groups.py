import numpy as np

from bookrec.evaluation.groups import group_test_books, group_users
from bookrec.evaluation.protocol import Cases
from bookrec.evaluation.training_data import TrainingData


def test_light_and_heavy_readers_and_files_each_cover_all_users(cases: Cases) -> None:
    light, heavy, *files = group_users(cases).values()
    assert (light ^ heavy).all()
    assert np.sum(files, axis=0).tolist() == [1] * len(cases)
    n_test = np.diff(cases.test_offsets)
    assert n_test[heavy].min() >= n_test[light].max()


def test_groups_name_their_files(cases: Cases) -> None:
    assert {"one.csv", "two.csv"} < set(group_users(cases))


def test_popular_and_rare_books_cover_all_test_ratings(
    cases: Cases, training: TrainingData
) -> None:
    popular, rare = group_test_books(cases, training.n_readers).values()
    assert (popular ^ rare).all()
    readers = training.n_readers[cases.test_books]
    assert readers[popular].min() > readers[rare].max()
