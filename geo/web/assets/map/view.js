// Which part of the land does the map show, and which other maps move with it?
StrikeMap.view = (function () {
  "use strict";
  const scene = StrikeMap.scene, REST_MS = 300;
  const NAMED = /^#map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/; // zoom/latitude/longitude, as OpenStreetMap writes it
  let following = false, quiet = false, fitted = { x: 0, y: 0 }, stood = null, moved = null, later, telling, sent = "", ready = false;

  function start() {
    const page = window.parent;
    scene.map.on("moveend", function () {
      if (quiet || scene.telling) return;
      report();
      const centre = scene.map.getCenter();
      if (!scene.map.getBounds().intersects(reach())) scene.map.panInsideBounds(reach()); // out of sight; Leaflet's own limit moves the map at any time
      stood = { centre: centre, zoom: scene.map.getZoom() };
      if (!named()) return;
      moved = "#map=" + [stood.zoom.toFixed(2), centre.lat.toFixed(4), centre.lng.toFixed(4)].join("/");
      clearTimeout(later);
      later = setTimeout(write, REST_MS);
    });
    if (page !== window && !StrikeMap.pick) { // one that stands alone may be framed by a page of another origin
      const follow = function () { if (named() && !read() && moved) fit(); };
      page.addEventListener("popstate", follow);
      window.addEventListener("pagehide", function () {
        clearTimeout(later);
        clearTimeout(telling);
        page.removeEventListener("popstate", follow);
      });
    }
    scene.map.on("moveend", function () {
      if (following || quiet || !scene.state || !scene.state.together) return;
      for (const other of siblings()) other.StrikeMap.view.follow(scene.map.getCenter(), scene.map.getZoom());
    });
  }

  // The land and what lies around it: where a map of it may be.
  function reach() { return L.latLngBounds(StrikeMap.base.bounds).pad(0.6); }

  // The switch of the map: list and sentence of the page are of what is in view, and follow when the map rests.
  function offer(title) {
    const given = scene.state.in_view;
    if (!given) return;
    const label = scene.el("label", "only", null, title), box = scene.el("input", "", null, label);
    box.type = "checkbox";
    box.dataset.id = "only-in-view";
    box.checked = given.box.length > 0;
    scene.el("span", "", given.label, label);
    box.addEventListener("change", function () {
      if (!box.checked) return StrikeMap.choose.send("view", "");
      sent = "";
      report(true);
    });
  }

  function report(now) {
    const given = scene.state && scene.state.in_view;
    if (!ready || !given || !(now || given.box.length) || (scene.state.playing && !now)) return;
    clearTimeout(telling);
    telling = setTimeout(function () {
      const frame = bounds();
      if (frame === sent || !scene.state.in_view || !(now || scene.state.in_view.box.length)) return; // taken off meanwhile
      sent = frame;
      stay(frame);
      StrikeMap.choose.send("view", frame);
    }, now ? 0 : REST_MS);
  }

  // The address has the next frame in place of the one before, as the page will write it: each rest of the map would be a step back else.
  function stay(frame) {
    const page = window.parent, search = page.location.search.replace(/([?&]view=)[^&]*/, function (_, name) { return name + encodeURIComponent(frame); });
    if (named() && search !== page.location.search) page.history.replaceState(page.history.state, "", page.location.pathname + search + page.location.hash);
  }

  function bounds() {
    const b = scene.map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(function (x) { return x.toFixed(4); }).join(",");
  }

  // The frame that counts: where a shared address has another one than this screen, a reader sees which.
  function outline() {
    const [west, south, east, north] = scene.state.in_view ? scene.state.in_view.box : [];
    if (north !== undefined) scene.add(L.rectangle([[south, west], [north, east]], { pane: "discs", interactive: false, className: "in-view", color: StrikeMap.colours.ink, weight: 1.5, dashArray: "4 4", fill: false }));
  }

  function showFrame() {
    const [west, south, east, north] = scene.state.in_view ? scene.state.in_view.box : [];
    if (north !== undefined) quietly(function () { scene.map.fitBounds([[south, west], [north, east]], { animate: false }); });
  }

  // Whether the address of the page says where this map stands: the map of the visit's choice, not one of several, nor of one incident.
  function named() {
    return window.parent !== window && !StrikeMap.pick && scene.state && scene.state.play && !scene.state.together;
  }

  // The view stands in the part of the address that no server sees, so that it costs no run of the page; written again where the page wrote without it.
  function write() {
    const page = window.parent;
    if (!named() || page.location.hash === (moved || "")) return;
    page.history.replaceState(page.history.state, "", page.location.pathname + page.location.search + (moved || ""));
  }

  // Go where the address says, if it says so: on a cold link, and as the reader goes back and forward.
  function read() {
    const said = NAMED.exec(window.parent.location.hash || coldly());
    if (said) go(said);
    return Boolean(said);
  }

  function go(said) {
    moved = said[0];
    quietly(function () { scene.map.setView([Number(said[2]), Number(said[3])], Number(said[1]), { animate: false }); });
  }

  // Before there is a map on a cold link, the page has written its address without this part; the browser remembers with which it came. Asked once a visit.
  function coldly() {
    const page = window.parent, came = page.strikeMapCame ? null : page.performance.getEntriesByType("navigation")[0];
    page.strikeMapCame = true;
    return came && came.name.includes("#") ? came.name.slice(came.name.indexOf("#")) : "";
  }

  function quietly(move) {
    quiet = true;
    move();
    quiet = false;
  }

  // The map's frame has another size. Leaflet's own handler of that is off (web/map): its move would be taken for the reader's.
  function resized() {
    quietly(function () { scene.map.invalidateSize({ pan: false }); }); // which tells of a move that is none of the reader's
    const now = scene.map.getSize();
    if (moved) return go(NAMED.exec(moved)); // its middle stays
    if (stood) return quietly(function () { scene.map.setView(stood.centre, stood.zoom, { animate: false }); });
    const cut = fitted.y - now.y > 4, room = now.y - fitted.y > 80; // a phone's bars that come and go are no reason to move
    if (Math.abs(now.x - fitted.x) > 40 || cut || room) (wanted() ? focus : fit)();
  }

  function fit() {
    fitted = scene.map.getSize();
    const box = scene.boxes.title, foot = scene.map.attributionControl.getContainer().offsetHeight;
    const beside = [Math.min((box.offsetWidth || 160) + 20, 150 + fitted.x / 6), 0], below = [0, (box.offsetHeight || 90) + 10 + scene.boxes.find.offsetHeight];
    const zooms = [beside, below].map(function (room) { return scene.map.getBoundsZoom(StrikeMap.base.bounds, false, L.point(room[0], room[1] + foot)); });
    const room = zooms[1] > zooms[0] ? below : beside; // of the title: whichever leaves the land larger
    quietly(function () { scene.map.fitBounds(StrikeMap.base.bounds, { paddingTopLeft: room, paddingBottomRight: [0, foot], animate: false }); });
    stood = moved = null; // the whole land needs no place in the address
    write();
  }

  // The whole land, asked for by the reader: of every map that moves with this one.
  function whole() {
    fit();
    report();
    if (scene.state && scene.state.together) for (const other of siblings()) other.StrikeMap.view.fit();
  }

  // A picture was drawn: at first the view is the address's, if it has one; later the address gets it back where the page wrote its own.
  function arrived(first) {
    if (!named()) return;
    if (!first || !read()) write();
    if (first) sent = bounds(); // an address keeps its frame until the map is moved
    ready = true;
  }

  function fitResults() {
    const state = scene.state, spots = [...state.areas, ...state.points, ...state.wide].map(function (m) { return [m.lat, m.lon]; });
    for (const a of state.areas) if (scene.shapes[a.id]) spots.push(...Object.values(scene.shapes[a.id].getBounds()));
    if (spots.length) scene.map.fitBounds(L.latLngBounds(spots), { padding: [40, 40], maxZoom: 13, animate: false });
  }

  // What a reader asked to see near: positions, else the incident that is open with all it may cover, else the circle around a place.
  function wanted() {
    const state = scene.state;
    if (!state) return null;
    if (state.focus.length) return { bounds: state.focus, padding: [70, 70], maxZoom: 11 };
    if (state.rings.length) {
      const discs = state.rings.map(function (r) { return L.latLng(r.lat, r.lon).toBounds(2 * Math.max(r.radius_m, 2000)); });
      return { bounds: discs.reduce(function (all, disc) { return all.extend(disc); }), padding: [60, 60], maxZoom: 12 };
    }
    const within = state.within ? StrikeMap.areas.outline(state.within) : null;
    if (within) return { bounds: within.getBounds(), padding: [20, 20], maxZoom: 12 };
    return state.around ? { bounds: L.latLng(state.around.lat, state.around.lon).toBounds(2 * state.around.radius_m), padding: [12, 12], maxZoom: 15 } : null;
  }

  function focus() {
    fitted = scene.map.getSize();
    const near = wanted(), here = scene.map.getBounds().pad(-0.1);
    const seen = near && scene.state.rings.length && !scene.state.focus.length && here.contains(near.bounds) && scene.map.getZoom() >= 10.5;
    if (!near || seen) return;
    quietly(function () { scene.map.fitBounds(near.bounds, { padding: near.padding, maxZoom: near.maxZoom, animate: false }); });
    stood = moved = null; // the choice itself, in the address already, says where this is
    write();
    report();
  }

  // The other maps of the same page, which is of the same origin; a comparison moves them together.
  function siblings() {
    const found = [];
    for (let k = 0; k < window.parent.frames.length; k += 1) {
      const other = window.parent.frames[k];
      try {
        if (other !== window && other.StrikeMap) found.push(other);
      } catch (error) { /* a frame of another origin is no map of ours */ }
    }
    return found;
  }

  function follow(centre, zoom) {
    if (!scene.map || !scene.state || !scene.state.together) return;
    following = true;
    scene.map.setView(centre, zoom, { animate: false });
    following = false;
  }

  return { start: start, reach: reach, arrived: arrived, resized: resized, fit: fit, whole: whole, offer: offer, report: report, outline: outline, showFrame: showFrame, fitResults: fitResults, focus: focus, follow: follow };
})();
