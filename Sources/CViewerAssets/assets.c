#include "CViewerAssets.h"

// #embed is C23; every clang that Swift 6.1 and later bring knows it in older modes as well.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char page_html[] = {
#embed "page.html"
};
static const unsigned char sign_in_html[] = {
#embed "sign-in.html"
};
static const unsigned char page_css[] = {
#embed "page.css"
};
static const unsigned char page_js[] = {
#embed "page.js"
};

ViewerAsset viewer_page_html(void) { return (ViewerAsset){page_html, sizeof page_html}; }
ViewerAsset viewer_sign_in_html(void) { return (ViewerAsset){sign_in_html, sizeof sign_in_html}; }
ViewerAsset viewer_page_css(void) { return (ViewerAsset){page_css, sizeof page_css}; }
ViewerAsset viewer_page_js(void) { return (ViewerAsset){page_js, sizeof page_js}; }
