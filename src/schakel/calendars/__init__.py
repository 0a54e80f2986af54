"""Calendars as files (iCalendar, RFC 5545): appointments for somebody's own calendar, and when a calendar is busy.

It stores nothing, and knows nothing of what takes place: whoever knows makes an `Appointment` of it.
"""
