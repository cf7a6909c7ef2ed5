//! The browser's door.

mod view;
