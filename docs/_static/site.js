// A page opened from the disk may not read other pages, so results come without excerpts.
if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

// What scrolls can be reached by the keyboard, and the two bars beside the text are told apart.
function ready() {
    for (const frame of document.querySelectorAll(".table-wrapper, pre")) {
        if (frame.scrollWidth > frame.clientWidth) {
            frame.tabIndex = 0;
        }
    }
    document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "Pages of the site");
    document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
}

document.addEventListener("DOMContentLoaded", ready);
window.addEventListener("resize", ready);
