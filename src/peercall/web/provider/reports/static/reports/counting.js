// every case is counted: the page shows the figures at once
document.addEventListener("peercall:worked", () => location.reload());
