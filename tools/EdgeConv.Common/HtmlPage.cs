using System.Net;
using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>The pages that commands write and the studio serves: their frame, their stylesheet, and the parts they share.</summary>
public static class HtmlPage
{
    /// <summary>The stylesheet of all pages.</summary>
    public static readonly string Style = Resource.ReadText(typeof(HtmlPage).Assembly, "style.css");

    /// <summary>The value, in light pages, of a colour of the stylesheet: "#1d2530" for "ink".</summary>
    public static string LightColor(string name) => Regex.Match(Style, $@"--{name}: (?:light-dark\()?(#[0-9a-f]{{6}})").Groups[1].Value;

    /// <summary>A page.</summary>
    /// <param name="title">What the browser names it, as text.</param>
    /// <param name="body">What stands on it, as HTML.</param>
    /// <param name="kind">Which part of the stylesheet is its own; "" for what all pages share.</param>
    /// <param name="head">Where the stylesheet and scripts are, as HTML; null for a page that needs no other file.</param>
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
    /// The tiles below a page's title: numbers, and what they are. They stand in one row, or in two of about the same length.
    /// </summary>
    /// <param name="tiles">As text.</param>
    public static string Tiles(IReadOnlyList<(string Value, string Meaning)> tiles) =>
        $"<div class=\"tiles\" style=\"--across:{(tiles.Count > 4 ? (tiles.Count + 1) / 2 : tiles.Count)}\">\n" +
        string.Concat(tiles.Select(tile => $"<div class=\"tile\"><b class=\"num\">{Text(tile.Value)}</b>{Text(tile.Meaning)}</div>\n")) +
        "</div>\n";

    /// <summary>A card.</summary>
    /// <param name="title">Its title, as text.</param>
    /// <param name="body">What stands on it, as HTML.</param>
    /// <param name="note">What stands beside the title, as text.</param>
    public static string Card(string title, string body, string note = "") =>
        $"<section class=\"card scroll\">\n<h2><span>{Text(title)} <small>{Text(note)}</small></span></h2>\n{body}</section>\n";

    /// <summary>A table.</summary>
    /// <param name="columns">Their names, as text, and whether they hold numbers, which stand at the right.</param>
    /// <param name="rows">Cells as HTML. A cell that begins with &lt;td brings its own element.</param>
    public static string Table(IReadOnlyList<(string Name, bool IsNumber)> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[] starts = [.. columns.Select(column => column.IsNumber ? " class=\"num\">" : ">")];
        string Cell(string cell, int i) => cell.StartsWith("<td", StringComparison.Ordinal) ? cell : $"<td{starts[i]}{cell}</td>";
        return $"<table>\n<tr>{string.Concat(columns.Select((column, i) => $"<th{starts[i]}{Text(column.Name)}</th>"))}</tr>\n" +
            string.Concat(rows.Select(cells => $"<tr>{string.Concat(cells.Select(Cell))}</tr>\n")) + "</table>\n";
    }

    /// <summary>Text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
