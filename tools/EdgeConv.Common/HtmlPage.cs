using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeConv.Common;

/// <summary>The frame of the pages that commands write: one file that needs nothing else, light or dark as the browser is.</summary>
public static class HtmlPage
{
    /// <summary>The stylesheet of all pages.</summary>
    public static readonly string Style = Encoding.UTF8.GetString(Resource.Read(typeof(HtmlPage).Assembly, "style.css"));

    /// <summary>The value, in light pages, of a colour of the stylesheet: "#1d2530" for "ink".</summary>
    public static string LightColor(string name) => Regex.Match(Style, $@"--{name}: (?:light-dark\()?(#[0-9a-f]{{6}})").Groups[1].Value;

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
