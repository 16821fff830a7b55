"""The API: what the command answers, problems as documents, and a true OpenAPI document."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bookrec import RatedBook, Recommender
from bookrec.render.document import list_document
from bookrec.storage.files import SERVED
from bookrec.web.api import answered

BOOKS = [
    {"title": "The Hobbit", "author": "J.R.R. Tolkien", "rating": 5},
    {"title": "The Da Vinci Code", "author": "Dan Brown", "rating": 2},
]
HISTORY = [RatedBook(**book) for book in BOOKS]  # type: ignore[arg-type]


def known_ids(api: TestClient) -> list[str]:
    found = api.get("/api/v1/search", params={"q": "harry potter", "limit": 3}).json()["books"]
    return [book["book_id"] for book in found]


def test_a_list_is_the_commands_own(api: TestClient, artifacts: Path) -> None:
    answer = api.post("/api/v1/recommend", json={"books": BOOKS, "n": 7, "diversity": 0.2})
    recommender = Recommender.load(artifacts)
    made = recommender.recommend_list(recommender.read(HISTORY), 7, diversity=0.2)
    document = answer.json()
    assert {"id", "took_ms", "model"} <= document.keys()
    assert {name: document[name] for name in list_document(made)} == json.loads(
        json.dumps(list_document(made))
    )
    answered.ListOut.model_validate(document)


def test_wishes_and_exclusions_hold(api: TestClient) -> None:
    first = api.post("/api/v1/recommend", json={"books": BOOKS, "n": 3}).json()
    shown = [book["book_id"] for book in first["recommendations"]]
    asked = {"books": BOOKS, "n": 20, "exclude": shown, "wishes": {"pages": {"high": 300}}}
    books = api.post("/api/v1/recommend", json=asked).json()["recommendations"]
    assert books
    assert not {book["book_id"] for book in books} & set(shown)
    assert all(book["pages"] <= 300 for book in books)


def test_a_batch_answers_each_in_order(api: TestClient) -> None:
    wrong = {"books": BOOKS, "wishes": {"genres": ["Unheard of"]}}
    asked = {"requests": [{"books": BOOKS, "n": 1}, wrong, {"books": "x"}, {"books": []}]}
    answers = api.post("/api/v1/recommend/batch", json=asked).json()["answers"]
    assert [each["status"] for each in answers] == [200, 404, 422, 200]
    assert "nearest" in answers[1]["problem"]["detail"]
    assert len(answers[0]["answer"]["recommendations"]) == 1


def test_predictions_are_null_where_unknown(api: TestClient, artifacts: Path) -> None:
    ids = [*known_ids(api), "no such id"]
    answer = api.post("/api/v1/predict", json={"books": BOOKS, "candidates": ids}).json()
    predicted = [each["predicted_rating"] for each in answer["predictions"]]
    expected = Recommender.load(artifacts).predict(HISTORY, ids[:-1]).tolist()
    assert predicted[:-1] == pytest.approx(expected, abs=1e-5)
    assert predicted[-1] is None
    assert all(each["uncertainty"] > 0 for each in answer["predictions"][:-1])


def test_a_to_read_list_is_ranked(api: TestClient) -> None:
    candidates = [{"book_id": book_id} for book_id in known_ids(api)] + [{"title": "Zzyzx Qqq"}]
    ranked = api.post("/api/v1/rank", json={"books": BOOKS, "candidates": candidates}).json()
    stars = [each["predicted_rating"] for each in ranked["ranked"]]
    assert stars[-1] is None
    assert ranked["ranked"][-1]["why"]
    assert stars[:-1] == sorted(stars[:-1], reverse=True)


def test_matches_name_the_nearest(api: TestClient) -> None:
    asked = {"books": [{"title": "The Hobbit"}, {"title": "Unheard of, a novel"}]}
    found, missed = api.post("/api/v1/match", json=asked).json()["matches"]
    assert found["book"]["author"] == "J.R.R. Tolkien"
    assert missed["book"] is None
    assert missed["why"]


def test_a_file_is_read_and_sent_back(api: TestClient) -> None:
    text = "title,author,rating\nThe Hobbit,J.R.R. Tolkien,5\nDune,Frank Herbert,many\n"
    answer = api.post("/api/v1/import", files={"file": ("mine.csv", text)}).json()
    assert [book["title"] for book in answer["books"]] == ["The Hobbit"]
    assert answer["bad_rows"][0]["where"] == "line 3"
    assert api.post("/api/v1/recommend", json={"books": answer["books"]}).status_code == 200


def test_a_book_and_its_neighbours(api: TestClient) -> None:
    (book_id, *_) = known_ids(api)
    book = api.get(f"/api/v1/books/{book_id}").json()
    answered.FullBookOut.model_validate(book)
    near = api.get(f"/api/v1/books/{book_id}/similar", params={"limit": 4}).json()["books"]
    assert len(near) == 4
    assert book_id not in {each["book_id"] for each in near}
    assert [n["similarity"] for n in near] == sorted((n["similarity"] for n in near), reverse=True)


@pytest.mark.parametrize("names", ["genres", "languages"])
def test_names_are_usable_as_wishes(api: TestClient, names: str) -> None:
    (most, *_) = api.get(f"/api/v1/{names}").json()["names"]
    asked = {"books": BOOKS, "n": 1, "wishes": {names: [most["name"]]}}
    assert api.post("/api/v1/recommend", json=asked).status_code == 200


def test_the_model_names_what_it_was_made_from(api: TestClient) -> None:
    model = answered.ModelOut.model_validate(api.get("/api/v1/model").json())
    assert {"clean", "embed", "encode", SERVED} <= model.stages.keys()
    assert model.stages[SERVED].fingerprint == model.model


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("recommend", {}, 422, "books"),
        ("recommend", {"books": [], "nn": 3}, 422, "nn"),
        ("recommend", {"books": [], "n": 0}, 422, "n"),
        ("recommend", {"books": [{"author": "Nobody"}]}, 400, "title"),
        ("recommend", {"books": [{"title": "x" * 2000}]}, 400, "longer"),
        ("recommend", {"books": [], "wishes": {"pages": {"low": 3, "high": 1}}}, 422, "swap"),
        ("recommend", {"books": [], "wishes": {"genres": ["Fantasie"]}}, 404, "Fantasy"),
        ("recommend", {"books": [], "like": {"title": "Qqq zzyzx"}}, 404, "Qqq"),
        ("predict", {"books": []}, 422, "candidates"),
    ],
)
def test_what_is_wrong_is_named(
    api: TestClient, path: str, body: dict[str, object], status: int, words: str
) -> None:
    answer = api.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"books": "\\ud800"}']
)
def test_no_body_is_a_bug(api: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.post("/api/v1/recommend", content=body, headers=headers)
    assert answer.status_code in (400, 422)


def test_what_is_no_json_is_refused(api: TestClient) -> None:
    answer = api.post("/api/v1/recommend", content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400


def test_unknown_addresses_are_problems(api: TestClient) -> None:
    for answer in (api.get("/api/v1/nothing"), api.get("/api/v1/recommend")):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.status_code in (404, 405)


def test_the_shelf_of_a_local_server(client: TestClient) -> None:
    (book_id, other, *_) = known_ids(client)
    put = client.put(f"/api/v1/shelf/{book_id}", json={"rating": 4})
    assert (put.status_code, put.json()["status"]) == (200, "read")
    assert client.get(f"/api/v1/shelf/{book_id}").json() == put.json()
    assert client.put(f"/api/v1/hidden/{other}").json()["status"] == "hidden"
    assert [b["book_id"] for b in client.get("/api/v1/hidden").json()["books"]] == [other]
    assert client.delete(f"/api/v1/hidden/{book_id}").status_code == 404
    assert client.delete(f"/api/v1/hidden/{other}").status_code == 200
    assert len(client.get("/api/v1/shelf").json()["books"]) == 1
    assert client.delete(f"/api/v1/shelf/{book_id}").status_code == 200
    assert client.get(f"/api/v1/shelf/{book_id}").status_code == 404
    assert client.put("/api/v1/shelf/none", json={}).status_code == 404
    assert client.put(f"/api/v1/shelf/{book_id}", json={"rating": 9}).status_code == 422


def test_a_shared_server_has_no_shelf(shared: TestClient) -> None:
    assert shared.get("/api/v1/shelf").status_code == 404
    assert shared.put("/api/v1/hidden/x").status_code == 404


def test_metrics_count_lists_by_route(api: TestClient) -> None:
    api.post("/api/v1/recommend", json={"books": BOOKS})
    text = api.get("/metrics").text
    counted = 'bookrec_requests_total{method="POST",route="/api/v1/recommend",status="200"}'
    assert counted in text
    assert "bookrec_lists_total" in text


def test_the_openapi_document_names_bodies_and_answers(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {"RecommendIn", "BookIn", "ListOut", "Recommendation", "Problem"} <= schemas.keys()
    for path in document["paths"].values():
        for operation in path.values():
            assert "200" in operation["responses"]
