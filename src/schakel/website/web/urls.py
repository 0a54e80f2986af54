from django.urls import path

from schakel.website.web import (
    challenge,
    crawlers,
    home,
    item,
    organisations,
    pages,
    provinces,
    switches,
    themes,
)

urlpatterns = [
    path("", home.home, name="home"),
    path(".well-known/security.txt", crawlers.security, name="security"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("challenges/<slug:slug>/", challenge.challenge, name="challenge"),
    path("challenges/<slug:slug>/bundle/", challenge.propose, name="challenge_bundle"),
    path("colophon/", pages.colophon, name="colophon"),
    path("item/<slug:slug>/", item.item, name="item"),
    path("items/suggestions/", challenge.suggestions, name="challenge_suggestions"),
    path("language/<str:code>/", switches.set_language, name="set_language"),
    path("map/", provinces.province_map, name="map"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("privacy/", pages.privacy, name="privacy"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("scheme/", switches.set_scheme, name="set_scheme"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-<int:number>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path("themes.<str:ending>", themes.themes_file, name="themes_file"),
    path("themes/", themes.themes, name="themes"),
    path("themes/<slug:notation>/", themes.theme, name="theme"),
]
