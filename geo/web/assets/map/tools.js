// The whole screen, the position under the pointer, and two fingers on a phone, where one scrolls the page.
StrikeMap.tools = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el, SHOWN_MS = 1400;
  let screen, place, spot = null, told, later;

  function start() {
    const map = scene.map, frame = map.getContainer();
    const control = L.control({ position: "bottomright" });
    control.onAdd = function () {
      place = el("button", "pointed");
      place.type = "button";
      place.hidden = true;
      L.DomEvent.disableClickPropagation(place);
      place.addEventListener("click", function () { copy(map.getCenter()); });
      return place;
    };
    control.addTo(map);
    told = el("p", "box told-here", "", frame);
    told.hidden = true;
    told.setAttribute("role", "status");
    map.on("mousemove", function (event) {
      spot = event.originalEvent.target.closest(".leaflet-control") ? null : event.latlng.wrap();
      write();
    });
    map.on("mouseout", function () {
      spot = null;
      write();
    });
    map.on("move", write);
    map.on("contextmenu", function (event) { copy(event.latlng.wrap()); });
    outer().addEventListener("fullscreenchange", press);
    window.addEventListener("pagehide", function () { outer().removeEventListener("fullscreenchange", press); });
    if (window.matchMedia("(pointer: coarse)").matches) withTwo(map, frame);
  }

  function text(at) {
    return at.lat.toFixed(5) + ", " + at.lng.toFixed(5);
  }

  // By keyboard and finger there is no pointer: then the middle of the map is meant.
  function write() {
    if (!scene.state) return;
    place.hidden = Boolean(scene.state.present);
    const at = text(spot || scene.map.getCenter());
    if (place.textContent === at) return;
    place.textContent = at;
    StrikeMap.choose.tell(place, scene.state.words.copy_position + ": " + at);
  }

  function copy(at) {
    const done = function () { say(StrikeMap.words.fill(scene.state.words.position_copied, { position: text(at) })); };
    // A page without TLS has no clipboard: then the position is said, to be copied by hand.
    Promise.resolve().then(function () { return window.navigator.clipboard.writeText(text(at)); }).catch(function () { return window.parent.navigator.clipboard.writeText(text(at)); }).then(done, function () { say(text(at)); });
  }

  function say(words) {
    told.textContent = words;
    told.dir = scene.state.dir;
    told.hidden = false;
    clearTimeout(later);
    later = setTimeout(function () { told.hidden = true; }, SHOWN_MS);
  }

  // One finger scrolls the page, two move and zoom the map: Leaflet's own pinch moves it too.
  function withTwo(map, frame) {
    const whole = function () { return Boolean(outer().fullscreenElement); };
    const settle = function () {
      if (whole()) map.dragging.enable();
      else map.dragging.disable();
    };
    settle();
    outer().addEventListener("fullscreenchange", settle);
    frame.addEventListener("touchmove", function (event) {
      if (event.touches.length === 1 && !whole() && scene.state && !event.target.closest(".leaflet-control, .box")) say(scene.state.words.two_fingers);
    }, { passive: true });
  }

  // The frame of the map is of the page's own origin: the page shows it alone.
  function outer() {
    return window.frameElement ? window.parent.document : document;
  }

  function fill() {
    const page = outer();
    if (page.fullscreenElement) page.exitFullscreen();
    else (window.frameElement || document.getElementById("frame") || document.documentElement).requestFullscreen();
  }

  function opens(button) {
    screen = button;
    button.hidden = !outer().fullscreenEnabled;
    press();
  }

  function press() {
    if (screen) screen.setAttribute("aria-pressed", String(Boolean(outer().fullscreenElement)));
  }

  return { start: start, opens: opens, fill: fill, write: write };
})();
