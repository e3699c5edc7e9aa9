"""The upload page: checked first, decided once, only by who uploaded it."""

import re

import pytest
from sqlalchemy import func, select

from tests.factories.ledgers import PLAIN, write_ledger
from tracker.store.db import db
from tracker.store.models import WorkOrder


@pytest.fixture
def client(app, office):
    def signed_in(name):
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        return client

    return signed_in


def upload(client, path):
    with path.open("rb") as file:
        return client.post("/imports/", data={"file": (file, path.name)}, content_type="multipart/form-data")


def count():
    return db.session.scalar(select(func.count()).select_from(WorkOrder))


def test_preview_then_one_decision(client, tmp_path):
    path = write_ledger(tmp_path / "台账.xlsx", [PLAIN, PLAIN | {"来源编号": "A-2", "联系电话": "abc"}])
    desk = client("operator")
    answer = upload(desk, path)
    assert answer.status_code == 303 and count() == 0
    page = desk.get(answer.location).text
    assert "联系电话" in page and "不是可以拨打的电话" in page
    assert desk.post(answer.location + "/confirm", data={"skip_bad": "y"}).status_code == 303
    assert count() == 1
    assert desk.post(answer.location + "/confirm").status_code == 409
    assert desk.post(answer.location + "/drop").status_code == 409
    assert count() == 1


def test_another_persons_upload_does_not_exist(client, tmp_path):
    answer = upload(client("operator"), write_ledger(tmp_path / "x.xlsx", [PLAIN]))
    assert client("supervisor").get(answer.location).status_code == 404
    assert client("supervisor").post(answer.location + "/confirm").status_code == 404


def test_a_file_that_is_no_workbook_is_said_beside_the_field(client, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")
    answer = upload(client("operator"), path)
    assert answer.status_code == 422 and "不是 Excel 工作簿" in answer.text


def test_no_file_at_all(client):
    answer = client("operator").post("/imports/", data={})
    assert answer.status_code == 422 and "请选择要导入" in answer.text


def test_the_template_can_be_imported_as_it_comes(client, tmp_path):
    desk = client("operator")
    answer = desk.get("/imports/template")
    path = tmp_path / "template.xlsx"
    path.write_bytes(answer.data)
    page = desk.get(upload(desk, path).location).text
    assert re.search("园区道路积水", page)
