"""The pages on which an administrator gives roles and closes accounts."""

from django.urls import path

from schakel.accounts.web import roles

urlpatterns = [
    path("accounts/", roles.accounts, name="staff_accounts"),
    path("roles/", roles.roles, name="staff_roles"),
    path("roles/acts/", roles.table_of_acts, name="staff_acts"),
    path("roles/file.csv", roles.roles_file, name="staff_roles_file"),
    path("roles/<int:key>/withdraw/", roles.withdraw_role, name="staff_role_withdraw"),
]
