(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("hoardshare-theme"); } catch { /* a frame may have no storage */ }
  const show = () => {
    const isDark = chosen ? chosen === "dark" : dark.matches;
    document.documentElement.classList.toggle("theme--dark", isDark);
    document.documentElement.classList.toggle("theme--light", !isDark);
    return isDark;
  };
  dark.addEventListener("change", show);
  window.hoardshareTheme = () => {
    chosen = show() ? "light" : "dark";
    try { localStorage.setItem("hoardshare-theme", chosen); } catch { /* it lasts as long as the page */ }
    return show();
  };
  show();
})();
