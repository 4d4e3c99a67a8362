namespace EdgeConv.Hardware.Boards;

/// <summary>A board as hardware/boards/NAME.json describes it: the one place of its pins and limits.</summary>
/// <param name="Name">What is printed on the board or its bag.</param>
/// <param name="Maker">Who makes it.</param>
/// <param name="Field">Its name in firmware/EdgeConv.Firmware/Board.cs.</param>
/// <param name="About">One or two sentences.</param>
/// <param name="Chip">The chip's family.</param>
/// <param name="Megahertz">Clock of the processor in MHz under nanoFramework's firmware.</param>
/// <param name="Wires">The pin, by its name on the board, of each wire a build takes: 3V3, GND, 5V, SDA, SCL and PWM.</param>
/// <param name="Where">Where these are, in words.</param>
/// <param name="I2c">The bus.</param>
/// <param name="Pwm">The output.</param>
/// <param name="Reserved">GPIOs that something else needs.</param>
/// <param name="ReservedSource">Where that comes from.</param>
/// <param name="Headers">The pins as they are seen with the headers upright, top to bottom.</param>
/// <param name="HeadersSource">Where that comes from.</param>
/// <param name="Targets">The modules it is sold with, each with its firmware and memory.</param>
public sealed record BoardFile(
    string Name, string Maker, string Field, string About, string Chip, Figure Megahertz, IReadOnlyDictionary<string, string> Wires,
    string Where, I2cPins I2c, PwmPins Pwm, IReadOnlyList<Reservation> Reserved, string ReservedSource, IReadOnlyList<Header> Headers,
    string HeadersSource, IReadOnlyList<BoardTarget> Targets)
{
    /// <summary>Every pin of the headers.</summary>
    public IEnumerable<HeaderPin> Pins => Headers.SelectMany(header => header.Pins).Select(HeaderPin.Parse);

    /// <summary>The pin of a wire such as SDA.</summary>
    public HeaderPin PinOf(string wire) => Pins.First(pin => pin.Name == Wires[wire]);
}

/// <summary>The I2C bus.</summary>
/// <param name="Bus">Its number for System.Device.I2c.</param>
/// <param name="Functions">Pin functions and their numbers, nanoFramework's DeviceFunction.</param>
/// <param name="Pins">Pins that can have them.</param>
/// <param name="Source">Where these come from.</param>
public sealed record I2cPins(int Bus, IReadOnlyDictionary<string, int> Functions, IReadOnlyList<string> Pins, string Source);

/// <summary>The PWM output.</summary>
/// <param name="Function">The function of the wire PWM.</param>
/// <param name="Functions">Pin functions and their numbers, nanoFramework's DeviceFunction.</param>
/// <param name="Pins">Pins that can have them.</param>
/// <param name="CounterBits">Bits of the chip's timer; the firmware uses at most one less.</param>
/// <param name="ClockHertz">The timer's clock.</param>
/// <param name="BitsAtHertz">Bits of the duty at some frequencies.</param>
/// <param name="Source">Where these come from, and the rule for the bits.</param>
public sealed record PwmPins(
    string Function, IReadOnlyDictionary<string, int> Functions, IReadOnlyList<string> Pins, int CounterBits, int ClockHertz,
    IReadOnlyDictionary<int, int> BitsAtHertz, string Source);

/// <summary>GPIOs that something else needs.</summary>
/// <param name="Gpios">Numbers and ranges, "0, 2, 6-11".</param>
/// <param name="Why">What needs them.</param>
/// <param name="Allows">What they can be used for all the same: "i2c", "pwm".</param>
public sealed record Reservation(string Gpios, string Why, IReadOnlyList<string> Allows);

/// <summary>A row of pins.</summary>
/// <param name="Name">As printed, or "".</param>
/// <param name="Side">"left" or "right".</param>
/// <param name="Pins">Top to bottom, each its printed name, and = its GPIO where it has one.</param>
public sealed record Header(string Name, string Side, IReadOnlyList<string> Pins);

/// <summary>A module the board is sold with, under the firmware that fits it.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="Title">As a person names it.</param>
/// <param name="Module">What is printed on the module.</param>
/// <param name="Nanoff">Targets of `nanoff`, the default first.</param>
/// <param name="FlashBytes">Bytes of flash of the module.</param>
/// <param name="DeploymentBytes">Bytes of flash for the application's code.</param>
/// <param name="StorageBytes">Bytes of flash for files, drive I:.</param>
/// <param name="HeapBytes">Bytes of managed heap once nanoFramework runs; the application shares it.</param>
/// <param name="LargestArrayBytes">Bytes of the largest array that can be relied on.</param>
/// <param name="IlNanoseconds">Nanoseconds of one IL instruction.</param>
/// <param name="StockMegahertz">Clock that the first of <paramref name="Nanoff"/> sets; null if the board has one clock, or nobody looked
/// it up.</param>
/// <param name="WifiBytes">Bytes of the managed heap that Wi-Fi takes while it is up; null where nobody looked it up.</param>
public sealed record BoardTarget(
    string Name, string Title, string Module, IReadOnlyList<string> Nanoff, Figure FlashBytes, Figure DeploymentBytes, Figure StorageBytes,
    Figure HeapBytes, Figure LargestArrayBytes, IlSpeed IlNanoseconds, Figure? StockMegahertz = null, Figure? WifiBytes = null)
{
    /// <summary>Clock in MHz under the stock firmware: as looked up, else the board's slowest.</summary>
    /// <param name="board">The board of this module.</param>
    public double StockMegahertzOf(BoardFile board) => (StockMegahertz ?? board.Megahertz).Min;
}

/// <summary>Nanoseconds of one IL instruction.</summary>
/// <param name="Measured">As measured on the board, or null where nobody has measured it.</param>
/// <param name="Source">Who measured it.</param>
public sealed record IlSpeed(double? Measured, string Source);
