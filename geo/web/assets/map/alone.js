// The map in a file of its own, without a server: a choice lists its rows in the table below. The address may name its language (#lang=ar), as a page does that frames it.
(function () {
  "use strict";
  window.__GLOBAL_DATA__ = { last_object_clicked_count: 0 };
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang") || new URLSearchParams(location.search).get("lang");
  const first = document.querySelector("main:not([hidden])"), main = [...document.querySelectorAll("main")].find(function (one) { return one.lang === asked; }) || first;
  for (const one of document.querySelectorAll("header[lang], main, footer")) one.hidden = one.lang !== main.lang;
  document.documentElement.lang = main.lang;
  document.documentElement.dir = main.dir;
  document.title = document.querySelector("header:not([hidden]) h1").textContent;
  addEventListener("hashchange", function () { location.reload(); });
  const list = main.querySelector(".list"), all = main.querySelector(".all");
  list.open = !matchMedia("(max-width: 760px), (max-height: 560px)").matches;
  StrikeMap.pick = function (kind, id) {
    if (kind === "window") return;
    const rows = main.querySelectorAll("tbody tr"), unit = kind + ":" + id;
    const known = [...rows].some(function (row) { return row.dataset.unit === unit; });
    for (const row of rows) row.hidden = known && row.dataset.unit !== unit;
    all.hidden = !known;
    list.open = list.open || known;
  };
  all.addEventListener("click", function () { StrikeMap.pick("", ""); });
  const map = L.map("map_div", { center: StrikeMap.base.bounds[0], zoom: 9, zoomControl: false, trackResize: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 7, maxZoom: 17 });
  StrikeMap.start(map);
  fetch(main.dataset.address).then(function (answer) { return answer.json(); }).then(StrikeMap.show);
})();
