using EdgeConv.Draw;
using EdgeConv.Draw.Spice;
using EdgeConv.Hardware.Boards;
using EdgeConv.Hardware.Wiring;

const string Usage = """
    dotnet run --project hardware/draw                       writes the files made from hardware/: the firmware's pins, tables, pictures
    dotnet run --project hardware/draw -- spice              simulates the output stages of hardware/spice in ngspice and plots them
    dotnet run --project hardware/draw -- BUILD BOARD FILE   draws a build for a board: BOARD is a name or a .json file, FILE .svg or .png
    """;

try
{
    switch (args)
    {
        case []:
            WriteLines(Everything.Make(Everything.Root()));
            if (Ngspice.Find() is { } installed) WriteLines(Stages.Run(Everything.Root(), installed, all: false));
            else Console.WriteLine("ngspice is not installed: the plots of hardware/spice stay as they are");
            return 0;
        case ["spice"]:
            WriteLines(Stages.Run(Everything.Root(),
                Ngspice.Find() ?? throw new UserException("ngspice is not installed; try apt install ngspice"), all: true));
            return 0;
        case ["-h" or "--help"]:
            WriteLines([Usage, $"builds: {string.Join(", ", Build.All.Select(known => known.Name))}",
                $"boards: {string.Join(", ", BoardFiles.Named.Select(known => known.File))}"]);
            return 0;
        case [var build, var board, var file]:
            SafeFile.Write("FILE", file, PictureFile.Of(WiringPicture.Draw(build, Build.Open(build), BoardFiles.Open(board)), file));
            return 0;
        default:
            Console.Error.WriteLine("error: give no argument, spice, or BUILD BOARD FILE (see --help)");
            return 2;
    }
}
catch (UserException failure)
{
    Console.Error.WriteLine("error: " + Printable.Text(failure.Message, 2000));
    return 1;
}

static void WriteLines(IEnumerable<string> lines)
{
    foreach (string line in lines) Console.WriteLine(line);
}
