"""Settings: environment before file before default, and no bad value gets as far as serving."""

import subprocess
import sys
from pathlib import Path

import pytest

from tracker.config import HOME, SETTINGS, BadSetting, load

KEY = "k" * 32


def office(data: Path, **environ: str) -> dict[str, str]:
    """An installation's environment with its data in `data`."""
    return {"TRACKER_DATA": str(data), "TRACKER_SECRET_KEY": KEY, **environ}


def test_with_nothing_but_a_key_it_serves_this_machine_alone(tmp_path):
    config = load(office(tmp_path / "data"))
    assert (config.host, config.port, config.env, config.jobs) == ("127.0.0.1", 8000, "production", True)
    assert (config.session_idle_minutes, config.session_hours, config.upload_mb) == (30, 12, 20)
    assert config.database_url == f"sqlite:///{tmp_path}/data/tracker.sqlite3"


def test_the_data_folder_is_closed_to_others(tmp_path):
    load(office(tmp_path / "data"))
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_checkout_keeps_its_data_in_var(tmp_path, monkeypatch):
    (tmp_path / "setup.cfg").touch()
    monkeypatch.setattr("tracker.config.HOME", tmp_path)
    assert load({"TRACKER_SECRET_KEY": KEY}).data == tmp_path / "var"


def test_an_installed_program_keeps_its_data_at_home(tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.config.HOME", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert load({"TRACKER_SECRET_KEY": KEY}).data == tmp_path / "me/.local/share/hotline-tracker"


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path):
    (tmp_path / "tracker.toml").write_text('port = 9001\nthreads = 3\njobs = false\nlocale = "en"\n')
    config = load(office(tmp_path, TRACKER_PORT="9002", TRACKER_THREADS=" "))
    assert (config.port, config.threads, config.jobs, config.locale) == (9002, 3, False, "en")


def test_a_file_elsewhere_may_say_where_the_data_lies(tmp_path):
    (tmp_path / "etc.toml").write_text(f'data = "{tmp_path}/office"\nsecret_key = "{KEY}"\n')
    config = load({"TRACKER_CONFIG": str(tmp_path / "etc.toml")})
    assert (config.data, config.secret_key) == (tmp_path / "office", KEY)


@pytest.mark.parametrize(("given", "used"), [
    ("postgresql://me:secret@db/office", "postgresql+psycopg://me:secret@db/office"),
    ("postgres://db/office", "postgresql+psycopg://db/office"),
    ("postgresql+psycopg://db/office", "postgresql+psycopg://db/office"),
    ("sqlite:////srv/office.sqlite3", "sqlite:////srv/office.sqlite3"),
])
def test_postgresql_means_the_driver_we_ship_with(tmp_path, given, used):
    assert load(office(tmp_path, TRACKER_DATABASE_URL=given)).database_url == used


@pytest.mark.parametrize(("variable", "value"), [
    ("TRACKER_PORT", "80a"), ("TRACKER_PORT", "0"), ("TRACKER_PORT", "65536"), ("TRACKER_PORT", "８０"),
    ("TRACKER_PORT", "²"), ("TRACKER_PORT", "-1"), ("TRACKER_THREADS", "0"), ("TRACKER_UPLOAD_MB", "0.5"),
    ("TRACKER_JOBS", "yes"), ("TRACKER_COOKIE_SECURE", "1"), ("TRACKER_ENV", "prod"), ("TRACKER_LOCALE", "fr"),
    ("TRACKER_SESSION_HOURS", "never"), ("TRACKER_DATABASE_URL", "mysql://db/office"),
])
def test_a_bad_value_is_refused_by_name_with_what_is_allowed(tmp_path, variable, value):
    with pytest.raises(BadSetting, match=rf"{variable}.*不对：应.*（.+）。$"):
        load(office(tmp_path, **{variable: value}))


def test_postgresql_without_its_driver_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.config.find_spec", lambda name: None)
    with pytest.raises(BadSetting, match=r"hotline-tracker\[postgres\]"):
        load(office(tmp_path, TRACKER_DATABASE_URL="postgresql://db/office"))


def test_a_refused_database_address_keeps_its_password_to_itself(tmp_path):
    with pytest.raises(BadSetting) as refused:
        load(office(tmp_path, TRACKER_DATABASE_URL="mysql://me:secret@db/office"))
    assert "secret" not in str(refused.value)


def test_a_printed_configuration_holds_no_secret(tmp_path):
    shown = repr(load(office(tmp_path, TRACKER_DATABASE_URL="postgresql://me:hidden@db/office")))
    assert KEY not in shown and "hidden" not in shown


def test_production_does_not_start_without_a_key_and_says_how_to_make_one(tmp_path):
    with pytest.raises(BadSetting, match="TRACKER_SECRET_KEY.*token_hex"):
        load({"TRACKER_DATA": str(tmp_path)})
    assert not (tmp_path / "secret.key").exists()


def test_a_guessable_key_is_refused(tmp_path):
    with pytest.raises(BadSetting, match="TRACKER_SECRET_KEY 太短"):
        load(office(tmp_path, TRACKER_SECRET_KEY="12345"))


def test_development_makes_a_key_once_for_its_owner_alone(tmp_path):
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development"}
    first = load(environ).secret_key
    assert len(first) >= 32 and load(environ).secret_key == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_processes_that_start_together_share_one_key(tmp_path):
    program = "from tracker.config import load; print(load().secret_key)"
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=HOME, stdout=subprocess.PIPE, text=True,
                         env={"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development"})
        for _ in range(4)
    ]
    keys = {process.communicate()[0].strip() for process in started}
    assert len(keys) == 1 and len(keys.pop()) == 64


@pytest.mark.parametrize(("text", "words"), [
    ("port = ", "不是正确的 TOML"), ("prot = 9001", "不认识的设置：prot"), ('data = "/srv"', "请用环境变量 TRACKER_DATA"),
])
def test_a_settings_file_with_a_slip_is_refused_not_half_read(tmp_path, text, words):
    (tmp_path / "tracker.toml").write_text(text)
    with pytest.raises(BadSetting, match=words):
        load(office(tmp_path))


def test_a_settings_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "tracker.toml").write_bytes('host = "主机"'.encode("gb18030"))
    with pytest.raises(BadSetting, match="UTF-8"):
        load(office(tmp_path))


def test_a_named_settings_file_must_be_there(tmp_path):
    with pytest.raises(BadSetting, match="读不了设置文件"):
        load(office(tmp_path, TRACKER_CONFIG=str(tmp_path / "typo.toml")))


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").touch()
    with pytest.raises(BadSetting, match="建不了数据目录 .*/taken/data"):
        load(office(tmp_path / "taken/data"))


def test_flask_gets_the_same_in_its_own_units(tmp_path):
    settings = load(office(tmp_path, TRACKER_UPLOAD_MB="2", TRACKER_COOKIE_SECURE="on")).flask()
    assert settings["MAX_CONTENT_LENGTH"] == 2 * 1024 * 1024
    assert settings["SESSION_COOKIE_SECURE"] and settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["PERMANENT_SESSION_LIFETIME"].total_seconds() == 12 * 3600  # idle ends are the store's


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_operators_table(name):
    listed = (HOME / "docs/operations.md").read_text("utf-8")
    assert SETTINGS[name].env == f"TRACKER_{name.upper()}"
    assert f"`{SETTINGS[name].env}`" in listed


MAIL = {"TRACKER_SMTP_HOST": "mail.example.gov.cn", "TRACKER_SMTP_SENDER": "hotline@example.gov.cn"}


def test_without_a_host_there_is_no_mail(tmp_path):
    assert load(office(tmp_path, TRACKER_SMTP_SENDER="hotline@example.gov.cn")).mail is None


@pytest.mark.parametrize(("given", "port"), [
    ({}, 587), ({"TRACKER_SMTP_TLS": "tls"}, 465), ({"TRACKER_SMTP_TLS": "none"}, 25),
    ({"TRACKER_SMTP_PORT": "2525"}, 2525),
])
def test_the_mail_port_is_the_usual_one_unless_it_is_named(tmp_path, given, port):
    mail = load(office(tmp_path, **MAIL, **given)).mail
    assert mail is not None and (mail.port, mail.sender) == (port, "hotline@example.gov.cn")


@pytest.mark.parametrize(("given", "words"), [
    ({"TRACKER_SMTP_SENDER": ""}, "TRACKER_SMTP_SENDER"), ({"TRACKER_SMTP_SENDER": "热线"}, "TRACKER_SMTP_SENDER"),
    ({"TRACKER_SMTP_TLS": "ssl"}, "TRACKER_SMTP_TLS"), ({"TRACKER_SMTP_PORT": "smtp"}, "TRACKER_SMTP_PORT"),
    ({"TRACKER_SMTP_USER": "hotline"}, "TRACKER_SMTP_PASSWORD"), ({"TRACKER_BASE_URL": "hotline"}, "TRACKER_BASE_URL"),
    ({"TRACKER_BASE_URL": "https://hotline.example.gov.cn/?a=1"}, "TRACKER_BASE_URL"),
])
def test_half_a_mail_server_is_refused_by_name(tmp_path, given, words):
    with pytest.raises(BadSetting, match=words):
        load(office(tmp_path, **(MAIL | given)))


def test_links_begin_with_the_address_without_its_slash(tmp_path):
    assert load(office(tmp_path, TRACKER_BASE_URL="https://hotline.example.gov.cn/")).base_url == \
        "https://hotline.example.gov.cn"


def test_the_mail_password_is_not_printed(tmp_path):
    config = load(office(tmp_path, **MAIL, TRACKER_SMTP_USER="hotline", TRACKER_SMTP_PASSWORD="hidden"))
    assert config.mail is not None and config.mail.password == "hidden" and "hidden" not in repr(config)
