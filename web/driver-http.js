// Which driver the page uses (js/transport.js). This is the served page's: the program answers over HTTP.
export default "http";
