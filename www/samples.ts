/** Texts to try the engine on. Every name and figure in them is made up. */
export interface Sample {
  id: string;
  name: string;
  text: string;
}

export const SAMPLES: readonly Sample[] = [
  {
    id: "forum",
    name: "Forum post",
    text: `LUMO after the sell-off: my plan

The chart held 12.40 on Friday for the third time this month. I think the bottom is in, and a squeeze could easily carry it past 18 before the summer.

Nobody says it out loud, but this whole drop was engineered to shake out small holders before the partnership news. A friend who works near the company says an announcement is close.

If 12.40 breaks, we will probably see 9 again. I doubt it. Is the market finally waking up to what this team has built?

Buy the dip while it lasts and don't sell into weakness. I just added another 500 shares this morning.

Not financial advice, do your own research.`,
  },
  {
    id: "signals",
    name: "Signal group",
    text: `VIP ROOM · SOLX swing

Long SOLX 88-90, SL 84.5, TP 97 / 104 / 112, 5x.
Move your stop to entry once the first target is hit.

This one is about to go parabolic. Our last six set-ups made 40% each, and this one can't miss.

Spots are almost gone, so join the premium channel before midnight.
Use our link to open an account and get 10% off fees. We earn a commission on sign-ups.

Trading with leverage is risky and you can lose your whole deposit.`,
  },
  {
    id: "release",
    name: "Press release",
    text: `Tellurix Reports Third-Quarter Results

Revenue was $412 million, up 9% from a year earlier. Operating costs fell to $287 million.

“We expect revenue between $1.70 billion and $1.75 billion for the full year,” said the chief financial officer. The company believes that demand for its storage modules will remain strong through 2028.

Tellurix will hold a conference call on Thursday at 5 p.m. Eastern time.

Safe harbor
Parts of today's letter are forward-looking statements and carry risk. What comes of our plans could differ materially from what we expect. Terms like “plans”, “aims” and “should” are meant to identify such statements. Tellurix undertakes no obligation to update them.`,
  },
  {
    id: "news",
    name: "News story",
    text: `NordChip shares slide after export ruling

Shares of NordChip fell 6.2% on Tuesday after the trade ministry published new licensing rules. About 41 million shares changed hands, the exchange said.

Analysts at Halden cut the stock to Underperform and lowered their price target to $88. They expect margins to shrink by two points next year.

People familiar with the matter said the company may move part of its production abroad. NordChip declined to comment.

Some traders believe that the worst is already priced in. The rules take effect on 1 March.`,
  },
  {
    id: "recipe",
    name: "Recipe (no marks)",
    text: `Onion soup for four

Slice five onions as thinly as you can. Melt the butter in a heavy pot and add the onions with a pinch of salt.

Stir now and then; it may take forty minutes until they are the colour of caramel. Don't rush this step. If they start to catch, turn the heat down and add a spoonful of water.

Pour in the stock and let it simmer for about half an hour. You should taste it before you add more salt.

Buy a good loaf of bread, since it will soak up most of the broth. Serve it hot, with plenty of cheese.`,
  },
];
