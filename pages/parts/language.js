// Tells the browser, and those who listen to a page, its language and direction.
export default function ({ data }) {
  document.documentElement.lang = data.lang;
  document.documentElement.dir = data.lang === "ar" ? "rtl" : "ltr";
}
