using EdgeConv.Firmware;

namespace EdgeConv.Tests.Firmware;

/// <summary>Settings through restarts and power cuts, over a drive that behaves as littlefs does, or worse.</summary>
[TestClass]
public class SettingsStoreTests : ChipTests
{
    // All positions of a cut: dotnet test --filter AnyPowerCut with EDGECONV_ALL_CUTS=1.
    private const int Cuts = 1000;

    [TestMethod]
    public void SettingsComeBackAndTheNewestCount()
    {
        Assert.AreEqual("", new SettingsStore(new BoardDrive()).Load().Lines());
        for (int i = 0; i < 5; i++)
        {
            var store = new SettingsStore(new BoardDrive());
            store.Load();
            Assert.IsTrue(store.Save(Set($"period={50 + i}", "output1.kind=servo")));
            Assert.AreEqual($"output1.kind=servo\nperiod={50 + i}\n", new SettingsStore(new BoardDrive()).Load().Lines());
        }
    }

    [TestMethod]
    public void WithoutADriveOrWithADamagedOneTheDefaultsCountAndItSaysSo()
    {
        FakeDrive.IsThere = false;
        var store = new SettingsStore(new BoardDrive());
        Assert.AreEqual("", store.Load().Lines());
        Assert.IsFalse(store.Save(new Settings()));
        Assert.AreEqual("the drive I: cannot be written: no drive", store.Fault);
        FakeDrive.IsThere = true;
        foreach (byte[] bytes in (byte[][])[[], [1, 2, 3], new byte[8], new byte[5000]])
        {
            FakeDrive.Put("I:\\settings-a.txt", bytes);
            Assert.AreEqual("", store.Load().Lines(), $"{bytes.Length}");
            Assert.AreEqual("the saved settings are damaged: defaults", store.Fault);
        }
        // One sound file is enough.
        Assert.IsTrue(store.Save(Set("period=70")));
        FakeDrive.Put("I:\\settings-b.txt", [9]);
        Assert.AreEqual("period=70\n", new SettingsStore(new BoardDrive()).Load().Lines());
    }

    [TestMethod, DataRow(false), DataRow(true)]
    public void AnyPowerCutLeavesTheSettingsBeforeOrTheNewOnes(bool keepsUnclosed)
    {
        FakeDrive.KeepsUnclosed = keepsUnclosed;
        var random = new Random(5);
        bool isAll = Environment.GetEnvironmentVariable("EDGECONV_ALL_CUTS") is not null;
        string before = "";
        int old = 0;
        for (int i = 0; i < Cuts / 2 || isAll && i < 20 * Cuts; i++)
        {
            var store = new SettingsStore(new BoardDrive());
            store.Load();
            Settings next = Set($"period={random.Next(1, 299)}", $"output1.pin={random.Next(0, 49)}");
            string after = next.Lines();
            FakeDrive.BytesUntilCut = isAll ? i % (after.Length + 12) : random.Next(1, after.Length + 12);
            store.Save(next);
            // The power comes back.
            FakeDrive.BytesUntilCut = -1;
            string found = new SettingsStore(new BoardDrive()).Load().Lines();
            Assert.IsTrue(found == before || found == after, $"cut {i}: {found}");
            if (found == before && before != after) old++;
            before = found;
        }
        // Both ends were seen.
        Assert.IsGreaterThan(Cuts / 4, old);
        Assert.AreNotEqual("", before);
    }
}
