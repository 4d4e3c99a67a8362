namespace EdgeConv.Models
{
    /// <summary>Bytes put into the arena when the model is loaded: y, count, bytes. An inference has nothing to do.</summary>
    internal static class PackedConstant
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int y = file.Word(), count = file.Int(1, EcmReader.Most, "count");
            file.CheckPlace(y, count);
            if (file.IsLoading) file.Read(file.Arena, y, count);
            else file.Skip(count);
            return null;
        }
    }
}
