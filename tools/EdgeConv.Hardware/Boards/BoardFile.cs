namespace EdgeConv.Hardware.Boards;

/// <summary>A board as hardware/boards/NAME.json describes it. All pins and limits come from this file.</summary>
/// <param name="Name">Name printed on the board or its bag.</param>
/// <param name="Maker">Manufacturer.</param>
/// <param name="Field">Name of the board's field in firmware/EdgeConv.Firmware/Board.cs.</param>
/// <param name="About">Description in one or two sentences.</param>
/// <param name="Chip">Family of the chip.</param>
/// <param name="Megahertz">Clock of the processor in MHz under nanoFramework's firmware.</param>
/// <param name="Wires">
/// Pin, by its name on the board, of each wire of a build: 3V3, GND, 5V, SDA, SCL and PWM; with <paramref name="Spi"/> SCK, MISO, MOSI and
/// CS; and on a board with a free pin for it PWM3, the second output.
/// </param>
/// <param name="Where">Positions of these pins, in words.</param>
/// <param name="I2c">The I2C bus.</param>
/// <param name="Pwm">The PWM output.</param>
/// <param name="Reserved">GPIOs that the board needs for something else.</param>
/// <param name="ReservedSource">Source of the reservations.</param>
/// <param name="Headers">Rows of pins, top to bottom, with the board held so that the headers are vertical.</param>
/// <param name="HeadersSource">Source of the headers.</param>
/// <param name="Targets">Modules that the board is sold with, each with its firmware and memory.</param>
/// <param name="Spi">The SPI bus of a camera; null for a board with too few free pins.</param>
public sealed record BoardFile(
    string Name, string Maker, string Field, string About, string Chip, Figure Megahertz, IReadOnlyDictionary<string, string> Wires,
    string Where, I2cPins I2c, PwmPins Pwm, IReadOnlyList<Reservation> Reserved, string ReservedSource, IReadOnlyList<Header> Headers,
    string HeadersSource, IReadOnlyList<BoardTarget> Targets, SpiPins? Spi = null)
{
    /// <summary>All pins of the headers.</summary>
    public IEnumerable<HeaderPin> Pins => Headers.SelectMany(header => header.Pins).Select(HeaderPin.Parse);

    /// <summary>Returns the pin of a wire such as SDA.</summary>
    /// <exception cref="KeyNotFoundException">There is no such wire.</exception>
    public HeaderPin PinOf(string wire) => Pins.First(pin => pin.Name == Wires[wire]);

    /// <summary>GPIO of the second output; null for a board that has no free pin for it.</summary>
    public int? SecondGpio => Wires.ContainsKey(BoardFileReader.SecondWire) ? PinOf(BoardFileReader.SecondWire).Gpio : null;
}

/// <summary>The I2C bus.</summary>
/// <param name="Bus">Number of the bus for System.Device.I2c.</param>
/// <param name="Functions">Pin functions with their values in nanoFramework's DeviceFunction.</param>
/// <param name="Pins">Pins that can have these functions.</param>
/// <param name="Source">Source of functions and pins.</param>
public sealed record I2cPins(int Bus, IReadOnlyDictionary<string, int> Functions, IReadOnlyList<string> Pins, string Source);

/// <summary>The SPI bus of a camera.</summary>
/// <param name="Bus">Number of the bus for System.Device.Spi.</param>
/// <param name="Functions">Pin functions with their values in nanoFramework's DeviceFunction.</param>
/// <param name="Pins">Pins that can have these functions, or select the camera.</param>
/// <param name="Where">Positions of the pins of a build with a camera, in words.</param>
/// <param name="Source">Source of functions and pins.</param>
public sealed record SpiPins(
    int Bus, IReadOnlyDictionary<string, int> Functions, IReadOnlyList<string> Pins, string Where, string Source);

/// <summary>The PWM output.</summary>
/// <param name="Function">Function of the pin of the wire PWM.</param>
/// <param name="Functions">Pin functions with their values in nanoFramework's DeviceFunction.</param>
/// <param name="Pins">Pins that can have these functions.</param>
/// <param name="CounterBits">Bits of the chip's timer, 8 to 20; the firmware uses at most one bit less.</param>
/// <param name="ClockHertz">Clock of the timer in hertz.</param>
/// <param name="BitsAtHertz">Resolution of the duty in bits at some frequencies in hertz.</param>
/// <param name="Source">Source of these values, and the rule for the bits.</param>
public sealed record PwmPins(
    string Function, IReadOnlyDictionary<string, int> Functions, IReadOnlyList<string> Pins, int CounterBits, int ClockHertz,
    IReadOnlyDictionary<int, int> BitsAtHertz, string Source);

/// <summary>GPIOs that the board needs for something else.</summary>
/// <param name="Gpios">Numbers and ranges, e.g. "0, 2, 6-11".</param>
/// <param name="Why">Reason of the reservation.</param>
/// <param name="Allows">Functions that the GPIOs can have nevertheless: "i2c", "spi", "pwm".</param>
public sealed record Reservation(string Gpios, string Why, IReadOnlyList<string> Allows);

/// <summary>A row of pins.</summary>
/// <param name="Name">Printed name, or "".</param>
/// <param name="Side">Side of the board: "left" or "right".</param>
/// <param name="Pins">Pins from top to bottom, each "NAME" or, with a GPIO, "NAME=GPIO".</param>
public sealed record Header(string Name, string Side, IReadOnlyList<string> Pins);

/// <summary>A module that the board is sold with, and its firmware.</summary>
/// <param name="Name">Name for `--board`.</param>
/// <param name="Title">Name in texts for people.</param>
/// <param name="Module">Name printed on the module.</param>
/// <param name="Nanoff">Targets of `nanoff`, the default first.</param>
/// <param name="FlashBytes">Bytes of flash of the module.</param>
/// <param name="DeploymentBytes">Bytes of flash for the application's code.</param>
/// <param name="StorageBytes">Bytes of flash for files, drive I:.</param>
/// <param name="HeapBytes">Bytes of managed heap once nanoFramework runs; the application shares it.</param>
/// <param name="LargestArrayBytes">Size in bytes of the largest array that can be allocated reliably.</param>
/// <param name="IlNanoseconds">Nanoseconds of one IL instruction.</param>
/// <param name="StockMegahertz">Clock in MHz that the first of <paramref name="Nanoff"/> sets; null if the board has only one clock, or if
/// it is not known.</param>
/// <param name="WifiBytes">Bytes of the managed heap that Wi-Fi takes while it is up; null if this is not known.</param>
public sealed record BoardTarget(
    string Name, string Title, string Module, IReadOnlyList<string> Nanoff, Figure FlashBytes, Figure DeploymentBytes, Figure StorageBytes,
    Figure HeapBytes, Figure LargestArrayBytes, IlSpeed IlNanoseconds, Figure? StockMegahertz = null, Figure? WifiBytes = null)
{
    /// <summary>Returns the clock in MHz under the stock firmware, or the board's lowest clock if that is not known.</summary>
    /// <param name="board">The board of this module.</param>
    public double StockMegahertzOf(BoardFile board) => (StockMegahertz ?? board.Megahertz).Min;
}

/// <summary>Nanoseconds of one IL instruction.</summary>
/// <param name="Measured">Nanoseconds measured on the board, or null if nobody has measured them.</param>
/// <param name="Source">Source of the measurement.</param>
public sealed record IlSpeed(double? Measured, string Source);
