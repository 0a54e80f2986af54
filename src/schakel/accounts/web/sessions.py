"""Ending one session of one's own on another device."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

LARGEST_KEY = 2**31


@require_POST
@login_required
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Sign out on that device, at the server; 404 for a session of somebody else."""
    found = UserSession.objects.filter(user=request.user, pk=key).first() if key < LARGEST_KEY else None
    if found is None:
        raise Http404
    found.end()
    messages.success(request, gettext("You are signed out there."))
    return redirect("usersessions_list")
