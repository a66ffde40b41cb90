// Messages to start from, one for each thing worth seeing.

export const EXAMPLES = [
  {
    name: "Address problem",
    subject: "About your order 113-4725189-7723461",
    body: "Hi Maya,\n\nThe carrier sent your parcel back because the apartment number is missing. Could you tell us the full address, please?\n\nTom, Oak & Ink",
  },
  {
    name: "Address + review",
    subject: "Your parcel, and a small favour",
    body: "Hi Maya,\n\nThe courier could not find your flat. Could you send us the full address with the flat number?\n\nWould you also leave us a five star review? It really helps a small shop like ours.\n\nTom, Oak & Ink",
  },
  {
    name: "Delivery slot",
    subject: "Delivery of your wardrobe",
    body: "Hello Mr Okafor,\n\nYour wardrobe is with our two-man delivery team. Which day suits you better, Tuesday 4 or Thursday 6 March, between 8 and 12? Somebody needs to be at home to let the driver in.\n\nKind regards,\nNorthside Furniture",
  },
  {
    name: "Engraving",
    subject: "Text for your bracelet",
    body: "Hi Lena, you ordered the engraved bracelet but left the engraving field empty. Which name should we engrave, and in script or block letters? We start as soon as we have your answer. 😊",
  },
  {
    name: "Review request",
    subject: "How do you like your mug?",
    body: "Hi Sam,\n\nWe hope you love your new mug! Would you take a minute to leave us a review? Your feedback means the world to us.\n\nThe Mug Company",
  },
  {
    name: "Shipped, in HTML",
    subject: "Your order is on its way!",
    body: '<div style="font-family: sans-serif">\n  <p>Dear Ana,</p>\n  <p>Good news: your order <b>114-0923481-2219034</b> has been shipped and will arrive on Friday.</p>\n  <p>Track it <a href="https://example.com/t/99">here</a>. Use code <b>SPRING10</b> for 10&nbsp;% off your next purchase.</p>\n  <p style="display:none">Please confirm your address.</p>\n</div>',
  },
  {
    name: "Auf Deutsch",
    subject: "Ihre Lieferung",
    body: "Guten Tag Frau Weber,\n\nbei Ihrer Adresse fehlt die Hausnummer. Bitte teilen Sie uns die vollständige Anschrift mit, damit wir das Paket verschicken können.\n\nMit freundlichen Grüßen\nHolzwerk Berlin",
  },
];
