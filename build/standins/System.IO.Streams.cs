// What EdgeConv uses of the assembly System.IO.Streams: declarations only, never run.
namespace System.IO
{
    public enum SeekOrigin
    {
        Begin = 0,
    }
}
