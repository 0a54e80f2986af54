"""Facilities: booking a place where something can be tried, and never two at once.

The library says what a facility is; here it gets resources (a hall, a measuring set) with opening hours, blockings and
prices, and is booked for a stretch of time. Whoever books puts several times in a basket and gets all of them or none.
The database itself refuses two bookings of one unit at the same time, with the time to prepare and to clear up counted.
"""
