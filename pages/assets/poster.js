/* The noticeboard sheet on a screen: a button to print, and an exit that Back does not undo. */
(() => {
  "use strict";
  const print = document.getElementById("print");
  const exit = document.getElementById("exit");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(exit.href);
  });
})();
