"""Outbound: the one door through which the hub asks anything of the internet.

An address may come from somebody who means ill, and the hub stands where others cannot reach: so a name is looked up
once, every address it has must be one of the open internet, and the connection goes to the very address that was
looked at. The same at every redirect. What comes back is limited in size and in time.
"""
