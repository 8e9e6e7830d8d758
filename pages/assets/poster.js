/* The noticeboard sheet on a screen: a button to print. */
(() => {
  "use strict";
  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
})();
