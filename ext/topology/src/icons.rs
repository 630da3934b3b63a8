//! Symbols of 16 by 16 pixels, drawn by ourselves. The forms differ, not only their names.

use super::contents::Icon;

/// Each icon's id, and its path.
pub(super) const PATHS: [(Icon, &str, &str); 7] = [
    (Icon::Network, "ont-network", "M8 2V7M3 14V10H13V14M8 7V10M6 2H10M1 14H5M11 14H15"),
    (
        Icon::External,
        "ont-external",
        "M8 1.5A6.5 6.5 0 1 0 8 14.5A6.5 6.5 0 1 0 8 1.5M1.5 8H14.5M8 1.5C4 5 4 11 8 14.5C12 11 12 5 8 1.5",
    ),
    (Icon::Physical, "ont-physical", "M8 11V2M4.5 5.5L8 2L11.5 5.5M2 9V14H14V9"),
    (
        Icon::Router,
        "ont-router",
        "M8 1.5A6.5 6.5 0 1 0 8 14.5A6.5 6.5 0 1 0 8 1.5M8 3.5V12.5M5.8 5.5L8 3.5L10.2 5.5M5.8 10.5L8 12.5L10.2 10.5M4 8H12",
    ),
    (Icon::Vm, "ont-vm", "M1.5 2.5H14.5V11H1.5ZM5 14.5H11M8 11V14.5"),
    (Icon::Port, "ont-port", "M2 2.5H14V13.5H2ZM5 13.5V9H11V13.5M5 5.5V5.5M8 5.5V5.5M11 5.5V5.5"),
    (Icon::Group, "ont-group", "M8 1.5L14 4V8C14 11.5 11.5 13.5 8 14.8C4.5 13.5 2 11.5 2 8V4Z"),
];

/// The id and the path of the sign that chooses an object.
pub(super) const FOCUS: (&str, &str) =
    ("ont-focus", "M8 4.5A3.5 3.5 0 1 0 8 11.500A3.5 3.5 0 1 0 8 4.5M8 1V4M8 12V15M1 8H4M12 8H15");

/// The id of an icon.
pub(super) fn id(icon: Icon) -> &'static str {
    PATHS.iter().find(|(of, ..)| *of == icon).map_or("", |(_, id, _)| id)
}
