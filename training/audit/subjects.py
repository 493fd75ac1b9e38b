"""What an entry of the log is about, and the codes in which its question is kept, in words for a screen."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "reports_units": _("Results by unit"),
    "reports_people": _("Results of people by name"),
    "reports_who": _("Report: who has not?"),
    "reports_behind": _("Report: which unit is behind?"),
    "reports_bottleneck": _("Report: where is the bottleneck?"),
    "reports_needs": _("Report: what do staff ask for?"),
    "reports_unaided": _("Report: can they do it unaided?"),
    "reports_on_track": _("Report: on track for the date?"),
    "results": _("Results of one person"),
    "override": _("Decision about a result"),
    "assignment": _("Assignment"),
    "assignment_recipients": _("Whom an assignment reaches"),
    "exemption": _("Exemption from an assignment"),
    "extension": _("Longer time for an assignment"),
    "unreachable": _("Whom no letter reaches"),
    "roster": _("Roster"),
    "roster_changes": _("Changes of a roster"),
    "paper": _("Confirmation paper"),
    "paper_verified": _("Verification of a paper"),
    "receipt": _("Receipt with the evidence"),
    "needs_inbox": _("What staff need"),
    "need": _("What one person needs"),
    "stuck_inbox": _("Learners' messages, without names"),
    "usage": _("Where it jams, without names"),
    "hall_wall": _("Wall of a hall"),
    "hall_summary": _("Summary of a hall"),
    "hall_screen": _("Screen of a seat in a hall"),
    "log": _("Access log"),
}

#: Keys of a question, as addresses have them. What was searched for is never kept, only that something was.
QUESTIONS = {
    "bai": _("course or lesson"),
    "don-vi": _("unit"),
    "ket-qua": _("result"),
    "quyet-dinh": _("decision"),
    "tim": _("with a search"),
    "ai": _("with a search"),
    "trang": _("page"),
    "tep": _("file"),
    "viec": _("kind"),
    "muc": _("about"),
    "tu": _("from"),
    "den": _("to"),
    "luc": _("as organised on"),
    "ngay": _("as it stood on"),
    "chuc-vu": _("position"),
    "giay": _("paper"),
    "hoi-truong": _("hall"),
    "loai": _("kind"),
}

#: What codes in an address mean; of others the code is said.
MEANT = {
    ("ket-qua", "chua"): _("Not yet"),
    ("ket-qua", "co-tro-giup"): _("Done with help"),
    ("ket-qua", "tu-lam"): _("Can do it alone"),
    ("ket-qua", "giu-duoc"): _("Can still do it alone, weeks later"),
}

SEARCHED = frozenset({"tim", "ai"})
