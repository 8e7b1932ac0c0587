// How does a picture of the server (geo/show/picture.py) arrive, and what of it has changed? Pure.
StrikeMap.picture = (function () {
  "use strict";
  const LOOK = ["lang", "level", "repeats", "selected", "basemap", "own", "pictures", "shape", "around", "rings", "within", "names", "names_in", "focus", "together", "present"];

  // The marks of areas travel as rows; the words of a label that are the same for all travel once.
  function unpack(picture) {
    if (Array.isArray(picture.areas)) return picture;
    const keys = picture.areas.keys, label = picture.areas.label;
    picture.areas = picture.areas.rows.map(function (row) {
      const mark = Object.fromEntries(keys.map(function (key, k) { return [key, row[k]]; }));
      mark.at_place = picture.level === "place";
      const said = { name: mark.title };
      for (const key of keys) if (key.startsWith("said_")) said[key.slice(5)] = mark[key];
      mark.label = StrikeMap.words.fill(label, said);
      return mark;
    });
    return picture;
  }

  // As the page sends it: JSON, deflated, in base64. Gives a promise: unpacking takes a moment.
  function read(text) {
    const bytes = Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0); });
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json().then(unpack);
  }

  // Everything of a picture but its figures; while it stays, a window that moves changes only shades, texts and badges.
  function look(p) {
    if (p.show !== "areas" || p.playing) return p.stamp;
    return JSON.stringify([...LOOK.map(function (key) { return p[key]; }), p.in_view && p.in_view.box, p.words.attribution]);
  }

  return { unpack: unpack, read: read, look: look };
})();
