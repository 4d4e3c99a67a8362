namespace EdgeConv.Cli;

/// <summary>A table for the terminal; plain aligned columns where the output goes to a file or another program.</summary>
internal sealed class TextTable(params (string Title, bool IsNumber)[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(string title)
    {
        if (!Console.IsOutputRedirected)
        {
            Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
            table.Title = new TableTitle($"[bold]{Markup.Escape(title)}[/]");
            foreach ((string head, bool isNumber) in columns)
                table.AddColumn(new TableColumn(new Markup($"[grey]{Markup.Escape(head)}[/]"))
                {
                    Alignment = isNumber ? Justify.Right
                    : Justify.Left, NoWrap = isNumber
                });
            foreach (string[] row in _rows) table.AddRow(row.Select(cell => new Text(cell)));
            AnsiConsole.Write(table);
            return;
        }

        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Title.Length).Max())];
        Console.WriteLine(title);
        Console.WriteLine(Line([.. columns.Select(column => column.Title)], widths));
        foreach (string[] row in _rows) Console.WriteLine(Line(row, widths));
        Console.WriteLine();
    }

    private string Line(string[] cells, int[] widths) =>
        ("  " + string.Join("  ", cells.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))))
        .TrimEnd();
}
