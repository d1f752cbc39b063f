const every = $("#every");
every.hidden = $$(".card").every((card) => card.checkVisibility());
every.addEventListener("click", () => {
  const isAll = $(".cards").classList.toggle("all");
  every.setAttribute("aria-expanded", String(isAll));
});

// The chart of a card is drawn when it is opened.
$$("[data-answer]").forEach((place) => {
  place.closest("details").addEventListener("toggle", () => {
    if (!place.childElementCount) charts.attach(place, data.answers[place.dataset.answer]);
  });
});
