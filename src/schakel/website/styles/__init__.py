"""The style sheet: NL Design System's components, a theme made from one hue, and the hub's own layer."""
