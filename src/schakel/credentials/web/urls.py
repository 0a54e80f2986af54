from django.urls import path

from schakel.credentials.web import checking, giving, holding, proving

urlpatterns = [
    path(".well-known/did.json", proving.hub_identity, name="hub_identity"),
    path(".well-known/jwks.json", proving.hub_keys, name="hub_keys"),
    path("credentials/check/", checking.check, name="credential_check"),
    path("credentials/issued/", giving.issued, name="issued_credentials"),
    path("credentials/issued/file.csv", giving.issued_file, name="issued_credentials_file"),
    path("credentials/issued/<slug:code>/", giving.change, name="issued_credential"),
    path("credentials/mine/<str:word>/", holding.of_guest, name="credential_of_guest"),
    path("credentials/mine/<str:word>/delete/", holding.delete_of_guest, name="credential_of_guest_delete"),
    path("credentials/mine/<str:word>/<str:form>", holding.file_of_guest, name="credential_of_guest_file"),
    path("credentials/status/<int:number>", proving.status, name="credential_status"),
    path("credentials/<slug:code>/", proving.credential, name="credential"),
    path("credentials/<slug:code>/badge.png", proving.image, name="credential_image"),
    path("me/certificates/", holding.mine, name="my_credentials"),
    path("me/certificates/<slug:code>/", holding.own, name="own_credential"),
    path("me/certificates/<slug:code>/delete/", holding.delete_own, name="own_credential_delete"),
    path("me/certificates/<slug:code>/<str:form>", holding.file_of_own, name="own_credential_file"),
]
