// A story read a step at a time: arrow keys and buttons, one language at a time. Without this script it is read by scrolling, both languages in turn.
(function () {
  "use strict";
  const tongues = [...document.querySelectorAll("article")], calm = matchMedia("(prefers-reduced-motion: reduce)");
  let shown = tongues[0], going = null, arrived;
  const steps = function () { return [...shown.querySelectorAll(".step")]; };
  // The step whose top is nearest above the upper third of the window.
  const current = function () {
    const line = innerHeight / 3;
    return steps().reduce(function (at, step, k) { return step.getBoundingClientRect().top <= line ? k : at; }, -1);
  };
  // The step that begins next below the top of the window (by 1), or above it (by -1); -1 is the title.
  const beside = function (by) {
    if (going !== null) return Math.max(-1, going + by); // still on the way
    const tops = steps().map(function (step) { return step.getBoundingClientRect().top; }), near = 8;
    const below = tops.findIndex(function (top) { return top > near; });
    if (by > 0) return below < 0 ? tops.length : below;
    return tops.reduce(function (at, top, k) { return top < -near ? k : at; }, -1);
  };
  const tell = function () {
    const all = steps(), k = current(), at = shown.querySelector("nav .at");
    const text = k < 0 ? "" : shown.dataset.live.replace("{n}", shown.querySelectorAll(".step .count")[k].dataset.n);
    if (at.textContent !== text) at.textContent = text;
    shown.querySelector('[data-by="-1"]').disabled = scrollY <= 0;
    shown.querySelector('[data-by="1"]').disabled = k === all.length - 1;
  };
  const go = function (k) {
    const all = steps();
    if (k >= all.length) return;
    going = k;
    clearTimeout(arrived);
    arrived = setTimeout(function () { going = null; }, calm.matches ? 0 : 700);
    if (k < 0) { scrollTo({ top: 0, behavior: calm.matches ? "auto" : "smooth" }); shown.querySelector("h1").focus({ preventScroll: true }); return; }
    all[k].scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "start" });
    all[k].querySelector("h2").focus({ preventScroll: true });
    history.replaceState(null, "", "#" + all[k].id);
  };
  const speak = function (lang, k) {
    shown = tongues.find(function (one) { return one.lang === lang; }) || tongues[0];
    for (const one of tongues) one.hidden = one !== shown;
    document.documentElement.lang = shown.lang;
    document.documentElement.dir = shown.dir;
    document.title = shown.querySelector("h1").textContent;
    if (k >= 0) go(k); else scrollTo(0, 0);
    tell();
  };
  for (const one of tongues) {
    one.querySelector("h1").tabIndex = -1;
    one.querySelector("nav").hidden = false;
    one.querySelectorAll(".step .count").forEach(function (count, k) { count.dataset.n = String(k + 1); });
    one.addEventListener("click", function (event) {
      const by = event.target.closest("[data-by]"), other = event.target.closest("a.tongue");
      if (by) go(beside(Number(by.dataset.by)));
      if (other) { event.preventDefault(); speak(other.hreflang, current()); }
    });
  }
  addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("summary, .scroll")) return;
    const on = shown.dir === "rtl" ? "ArrowLeft" : "ArrowRight", back = shown.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const to = { [on]: beside(1), [back]: beside(-1), Home: -1, End: steps().length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });
  addEventListener("scroll", tell, { passive: true });
  addEventListener("resize", tell);
  const [lang, at] = location.hash.slice(1).split("-");
  const wanted = [lang, ...navigator.languages.map(function (x) { return x.split("-")[0]; })].find(function (x) { return tongues.some(function (one) { return one.lang === x; }); });
  speak(wanted, at ? Number(at) - 1 : -1);
})();
