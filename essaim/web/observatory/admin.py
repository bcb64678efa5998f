"""The network's team reads the reports of errors here."""

from django.contrib import admin

from essaim.web.observatory.models import ErrorReport


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):
    list_display = ("siren", "subject", "state", "producer", "release_id", "created_at")
    list_filter = ("state", "subject", "producer")
    search_fields = ("siren", "message")
    readonly_fields = ("siren", "subject", "message", "contact", "producer", "release_id", "created_at")
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False
