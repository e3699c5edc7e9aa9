"""Every table, so that importing this package makes the metadata complete."""

from tracker.store.models.accounts import OneTimeLink, PastPassword, PersonSession, SignInGuard
from tracker.store.models.attachments import Attachment
from tracker.store.models.audit import AuditLink, AuditRedaction
from tracker.store.models.closings import ClosedMonth, ClosedMonthOrder, CorrectionRow
from tracker.store.models.exports import Export
from tracker.store.models.factors import AccountNotice, Factor, ProviderLink, RecoveryCode
from tracker.store.models.finding import BulkItem, BulkRun, OrderSearch, SavedFilter
from tracker.store.models.issues import Issue, IssueMarking, IssueNote, IssueOrder, IssueUnit
from tracker.store.models.knowledge import Article, ArticleStep, ArticleUse, ArticleVersion, KnowledgeReminder
from tracker.store.models.notices import Hook, Notice, OutboxItem
from tracker.store.models.orders import Assignment, WorkOrder
from tracker.store.models.people import Department, Deputy, Person, PersonRole
from tracker.store.models.personal import PersonalRequest
from tracker.store.models.promises import Digest, Promise, Warning
from tracker.store.models.rates import RateCount
from tracker.store.models.replies import Callback, Contact, Reply
from tracker.store.models.roads import HardCase, InterimReply, Petition, Supervision
from tracker.store.models.sealing import KeyProbe
from tracker.store.models.secrecy import ExcludedUnit, IdentityGrant
from tracker.store.models.story import JournalEntry, TimelineEntry
from tracker.store.models.tables import CalendarDay, CalendarYear, CodeItem, LimitRule, SettingRow, StatutoryLimit
from tracker.store.models.work import ImportBatch, JobRun, Serial, Workbook

__all__ = [
    "Attachment",
    "Assignment", "CalendarDay", "CalendarYear", "Callback", "CodeItem", "Contact", "Department", "ImportBatch",
    "JobRun", "JournalEntry", "LimitRule", "Person", "PersonRole", "Promise", "Reply", "Serial", "SettingRow",
    "TimelineEntry", "Warning", "WorkOrder", "Workbook",
    "AuditLink", "AuditRedaction",
    "Deputy", "ExcludedUnit", "IdentityGrant",
    "BulkItem", "BulkRun", "OrderSearch", "SavedFilter",
    "Digest",
    "Export",
    "HardCase", "InterimReply", "Petition", "StatutoryLimit", "Supervision",
    "Article", "ArticleStep", "ArticleUse", "ArticleVersion", "KnowledgeReminder",
    "Hook", "Notice", "OutboxItem",
    "Issue", "IssueMarking", "IssueNote", "IssueOrder", "IssueUnit",
    "ClosedMonth", "ClosedMonthOrder", "CorrectionRow",
    "PersonalRequest",
    "RateCount",
    "OneTimeLink", "PastPassword", "PersonSession", "SignInGuard",
    "KeyProbe",
    "AccountNotice", "Factor", "ProviderLink", "RecoveryCode",
]
