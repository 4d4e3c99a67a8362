using System.Net;

namespace EdgeConv.Common;

/// <summary>The frame of the pages that commands write: one file that needs nothing else, light or dark as the browser is.</summary>
public static class HtmlPage
{
    // Colours, text, cards, tiles and tables, which all pages have in common.
    private const string Style = """
        :root { --page: #f5f3ee; --card: #fffefb; --ink: #1d2530; --soft: #5b6572; --line: #e1ddd3; --grid: #ece8df; --edge: #8d97a5;
          --good: #2d7a4b; --bad: #a3252c;
          --conv: #1f6fb2; --depthwise: #168a86; --dense: #7a4fb5; --pool: #b8741a; --mix: #3f8f4f; --other: #7d8794; }
        @media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1a2028; --ink: #e9edf2; --soft: #9aa5b3; --line: #2c3541;
          --grid: #252d38; --edge: #66727f;
          --good: #68c98d; --bad: #ff7b7b; --conv: #63b0ee; --depthwise: #53c7c2; --dense: #b493ea; --pool: #e9ab58; --mix: #7cc98b;
          --other: #8b96a4; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
          "Noto Sans", "DejaVu Sans", sans-serif; }
        main { max-width: 1160px; margin: 0 auto; padding: 28px 20px 48px; }
        h1 { font-size: 27px; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 15px; margin: 0 0 10px; }
        .soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 10px; margin: 20px 0 14px; }
        .card, .tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 10px 14px; }
        .card { padding: 16px 18px; margin-bottom: 14px; overflow-x: auto; }
        .tile b { display: block; font-size: 21px; line-height: 1.3; font-weight: 650; }
        .tile span { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
        table { border-collapse: collapse; font-size: 14px; width: 100%; }
        th { text-align: left; font-weight: 400; color: var(--soft); font-size: 13px; }
        th, td { padding: 5px 18px 5px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
        tr:last-child td { border-bottom: 0; }
        .num { text-align: right; font-variant-numeric: tabular-nums; }
        """;

    /// <summary>A page.</summary>
    /// <param name="title">What the browser names it, as text.</param>
    /// <param name="style">The CSS of its own, behind that of all pages.</param>
    /// <param name="body">What main holds, as HTML.</param>
    public static string Of(string title, string style, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title)}</title>
        <style>
        {Style}
        {style}
        </style>
        </head>
        <body>
        <main>
        {body}</main>
        </body>
        </html>

        """;

    /// <summary>Text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
