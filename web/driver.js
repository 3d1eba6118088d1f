// Which driver the page uses (js/transport.js). This is the installed page's: the core runs in a worker as WebAssembly.
export default "worker";
