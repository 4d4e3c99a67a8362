using System.Net;
using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>Builds the HTML pages that commands write and the studio serves, with their common stylesheet and parts.</summary>
public static class HtmlPage
{
    /// <summary>The stylesheet of all pages.</summary>
    public static readonly string Style = Resource.ReadText(typeof(HtmlPage).Assembly, "style.css");

    /// <summary>Returns the value of a color variable of the stylesheet in light pages: "#1d2530" for "ink".</summary>
    public static string LightColor(string name) => Regex.Match(Style, $@"--{name}: (?:light-dark\()?(#[0-9a-f]{{6}})").Groups[1].Value;

    /// <summary>Returns a complete page.</summary>
    /// <param name="title">Title in the browser, as text.</param>
    /// <param name="body">Content of the page, as HTML.</param>
    /// <param name="kind">Class of the body, which selects the styles of one kind of page; "" for only the common styles.</param>
    /// <param name="head">Links to stylesheet and scripts, as HTML; null embeds the stylesheet, so the page needs no other file.</param>
    public static string Of(string title, string body, string kind = "", string? head = null) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title)}</title>
        {head ?? $"<style>\n{Style}</style>"}
        </head>
        <body class="{kind}">
        <main>
        {body}</main>
        </body>
        </html>

        """;

    /// <summary>
    /// Returns the tiles below a page's title, each a number and its meaning. They form one row, or two rows of about the same length.
    /// </summary>
    /// <param name="tiles">Values and meanings, as text.</param>
    public static string Tiles(IReadOnlyList<(string Value, string Meaning)> tiles) =>
        $"<div class=\"tiles\" style=\"--across:{(tiles.Count > 4 ? (tiles.Count + 1) / 2 : tiles.Count)}\">\n" +
        string.Concat(tiles.Select(tile => $"<div class=\"tile\"><b class=\"num\">{Text(tile.Value)}</b>{Text(tile.Meaning)}</div>\n")) +
        "</div>\n";

    /// <summary>Returns the card that a page begins with: its answer in a few words.</summary>
    /// <param name="answer">The answer, as text.</param>
    /// <param name="more">What belongs to it, as text.</param>
    /// <param name="isGood">Whether it is what the user hopes for.</param>
    public static string Answer(string answer, string more, bool isGood) =>
        $"<section class=\"card answer{(isGood ? "" : " wrong")}\">\n<p class=\"big\">{Text(answer)}</p>\n" +
        $"<p class=\"soft\">{Text(more)}</p>\n</section>\n";

    /// <summary>Returns a card: a framed section of a page.</summary>
    /// <param name="title">Title of the card, as text.</param>
    /// <param name="body">Content of the card, as HTML.</param>
    /// <param name="note">Note beside the title, as text.</param>
    public static string Card(string title, string body, string note = "") =>
        $"<section class=\"card scroll\">\n<h2><span>{Text(title)} <small>{Text(note)}</small></span></h2>\n{body}</section>\n";

    /// <summary>Returns a table.</summary>
    /// <param name="columns">Names of the columns, as text, and whether they hold numbers, which are aligned right.</param>
    /// <param name="rows">Cells as HTML. A cell that begins with &lt;td has its own element.</param>
    public static string Table(IReadOnlyList<(string Name, bool IsNumber)> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[] starts = [.. columns.Select(column => column.IsNumber ? " class=\"num\">" : ">")];
        string Cell(string cell, int i) => cell.StartsWith("<td", StringComparison.Ordinal) ? cell : $"<td{starts[i]}{cell}</td>";
        return $"<table>\n<tr>{string.Concat(columns.Select((column, i) => $"<th{starts[i]}{Text(column.Name)}</th>"))}</tr>\n" +
            string.Concat(rows.Select(cells => $"<tr>{string.Concat(cells.Select(Cell))}</tr>\n")) + "</table>\n";
    }

    /// <summary>Returns text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
