// The labels a sentence can carry, as people call them. tests/page compares the keys with model/labels.py.

export const LABELS = {
  customization: { name: "Customization", critical: true, does: "asks for a detail needed to make a made-to-order item" },
  delivery_scheduling: { name: "Delivery scheduling", critical: true, does: "asks for a day, a time, access or pick-up" },
  address_issue: { name: "Address issue", critical: true, does: "says that the address is wrong or incomplete, or asks for it" },
  review_request: { name: "Review request", critical: false, does: "asks for feedback, a rating or a review" },
  order_confirmation: { name: "Order confirmation", critical: false, does: "confirms an order, shipment or delivery" },
  proactive_service: { name: "Proactive service", critical: false, does: "gives manuals, care, tips or “contact us” unasked" },
  stock_or_delay: { name: "Stock or delay", critical: false, does: "tells of stock, a delay or an alternative" },
  promotion: { name: "Promotion", critical: false, does: "offers, advertises or invites to follow" },
  other: { name: "Other", critical: false, does: "has another purpose, such as payment or a return" },
  neutral: { name: "Neutral", critical: false, does: "greets, signs, explains or leads to another sentence" },
};

export const nameOf = (label) => LABELS[label]?.name ?? label;

// Never 100 %: nothing is as certain as rounding would have it.
export const percent = (share) => `${Math.min(99, Math.floor(share * 100))} %`;
