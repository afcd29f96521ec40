"""The codebook says of every column what the data package says."""

import json

import pytest

import sim


@pytest.fixture(scope="module")
def batch():
    return sim.run("baseline_feb2021", {"uncertain": {"leak": "prior"}}, runs=4, months=2, panel=2)


def test_the_codebook_is_the_schema_of_the_data_package(batch, tmp_path):
    batch.save(tmp_path / "saved")
    package = json.loads((tmp_path / "saved" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        (resource["name"], field["name"]): field
        for resource in package["resources"]
        for field in resource.get("schema", {}).get("fields", ())
    }
    book = batch.codebook
    columns = book[~book["column"].str.contains("=")].set_index(["table", "column"])
    assert set(columns.index) == set(fields)
    for place, field in fields.items():
        row = columns.loc[place]
        assert (row["label"], row["unit"], row["type"]) == (field["title"], field["unit"], field["type"])
        assert row["description"] == field["description"]
        assert row["values"] == ", ".join(field.get("constraints", {}).get("enum", ()))


def test_the_codebook_covers_the_tables_of_a_batch(batch):
    book = batch.codebook.set_index(["table", "column"])
    for name in ("outcomes", "distributions", "monthly", "uncertainty", "panel"):
        assert set(getattr(batch, name).columns) <= set(book.loc[name].index)
    assert "0 accepted, 1 rejected" in book.loc[("panel", "variable=response"), "description"]
    assert book.loc[("outcomes", "p_leak"), "source"]


def test_outcomes_are_categorical_with_all_labels_in_order(batch):
    outcomes = batch.outcomes
    assert list(outcomes["minsk_type"].cat.categories) == ["pliable", "staller", "resolute"]
    assert next(iter(outcomes["outcome"].cat.categories)) == "muddling_through"
    assert list(outcomes["scenario"].cat.categories) == ["baseline_feb2021"]
