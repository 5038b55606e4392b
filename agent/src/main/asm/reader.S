/*
 * The two functions of the kernel monitor that must not be Java, for x86-64 Linux. Position-independent; no stack but for what is
 * pushed or laid out in look; nothing but system calls and the memory that the control block names. What is assembled from this is
 * embedded in io.pindown.agent.kernel.ReaderCode, and a test assembles it again and compares.
 *
 * Control block, as in io.pindown.agent.kernel.ControlBlock:
 *     0  state        8 bytes: 2 * messages read so far, + 1 while some may have been taken from the kernel and not counted yet
 *    64  descriptors  two struct pollfd: the userfaultfd; an eventfd that ends the reader
 *    80  ring         address of the ring of messages, 32 bytes each
 *    88  mask         messages in the ring - 1; their number is a power of two
 *    96  batch        the most messages of one read
 *   104  end          0 while it runs; 1 when it was told to end; else the negative error number that ended it
 *   112  signals      the signals to block: all
 *   120  name         of the thread, 16 bytes
 *   136  thread       its id
 *   144  tasks        /proc/self/task, opened; below 0: nobody is looked for
 *   152  entries      address of 16 KiB for entries of that folder
 *   160  parked       address of the ring of records of who waits, 8 KiB each, as in io.pindown.agent.kernel.ParkedThreads
 *   168  parked mask  records - 1; their number is a power of two
 *   176  process      its id
 *
 * A record:
 *     0  number       8 bytes: 1 + the number of the message that it is of; 0 while it is being written
 *     8  count        8 bytes: threads in it, 7 at most
 *  1024  threads      1 KiB each:
 *            0  id     8 bytes
 *            8  name   24 bytes, what /proc/self/task/ID/comm says
 *           32  bytes  8 bytes: of its stack, or a negative error number
 *           40  call   184 bytes, what /proc/self/task/ID/syscall says, and a 0
 *          224  stack  800 bytes, from its stack pointer on
 */
        .intel_syntax noprefix
        .text
        .set STATE, 0
        .set FDS, 64
        .set RING, 80
        .set MASK, 88
        .set BATCH, 96
        .set END, 104
        .set SIGNALS, 112
        .set NAME, 120
        .set THREAD, 136
        .set TASKS, 144
        .set ENTRIES, 152
        .set PARKED, 160
        .set PARKED_MASK, 168
        .set PROCESS, 176

        .set ENTRY_BYTES, 16384
        .set NUMBER, 0
        .set COUNT, 8
        .set THREADS, 1024
        .set MOST_THREADS, 7
        .set ID, 0
        .set COMM, 8
        .set STACK_BYTES, 32
        .set CALL, 40
        .set CALL_BYTES, 183
        .set STAT_BYTES, 120
        .set STACK, 224
        .set MOST_STACK, 800

/* long call(number, a, b, c, d, e, f): a system call, with what the kernel returns: errors are negative numbers. Exactly 32 bytes. */
        .globl call
call:   mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rcx
        mov     r10, r8
        mov     r8, r9
        mov     r9, [rsp + 8]
        syscall
        ret
        .balign 32, 0xcc

/*
 * void *reader(control block): a thread's start routine. Takes events from the kernel, which lets go the threads that caused them.
 * It raises the lowest bit of the state before each read and lowers it when the messages are counted. When it ends it leaves the bit
 * up for ever, so that nothing passes for settled, and closes the userfaultfd, which releases everybody who waits for it.
 */
        .globl reader
reader: push    rbx
        push    rbp
        sub     rsp, 8
        mov     rbx, rdi
        xor     ebp, ebp                        /* messages read */
        mov     eax, 186                        /* gettid */
        syscall
        mov     [rbx + THREAD], rax
        mov     eax, 14                         /* rt_sigprocmask(SIG_SETMASK, all, 0, 8) */
        mov     edi, 2
        lea     rsi, [rbx + SIGNALS]
        xor     edx, edx
        mov     r10d, 8
        syscall
        mov     eax, 157                        /* prctl(PR_SET_NAME, name) */
        mov     edi, 15
        lea     rsi, [rbx + NAME]
        syscall

wait:   mov     eax, 7                          /* poll(descriptors, 2, for ever) */
        lea     rdi, [rbx + FDS]
        mov     esi, 2
        mov     rdx, -1
        syscall
        cmp     rax, -4                         /* EINTR */
        je      wait
        test    rax, rax
        js      ended
        cmp     word ptr [rbx + FDS + 14], 0    /* the eventfd */
        jne     told
        mov     rax, -9                         /* EBADF */
        test    word ptr [rbx + FDS + 6], 1     /* POLLIN of the userfaultfd, or it is none any more */
        jz      ended
        cmp     dword ptr [rbx + TASKS], 0
        jl      take
        call    look

take:   lea     rax, [rbp + rbp + 1]
        xchg    [rbx + STATE], rax              /* a full fence: before the kernel releases anybody */
        mov     rsi, [rbx + MASK]
        mov     rdx, rsi
        and     rsi, rbp                        /* this message's place */
        sub     rdx, rsi
        inc     rdx                             /* places up to the end of the ring */
        cmp     rdx, [rbx + BATCH]
        cmova   rdx, [rbx + BATCH]
        shl     rdx, 5
        shl     rsi, 5
        add     rsi, [rbx + RING]
        mov     edi, [rbx + FDS]
        xor     eax, eax                        /* read(userfaultfd, place, bytes) */
        syscall
        test    rax, rax
        js      none
        mov     rcx, -9
        cmovz   rax, rcx                        /* nothing at all: it is no userfaultfd any more */
        jz      ended
        shr     rax, 5
        add     rbp, rax
down:   lea     rax, [rbp + rbp]
        mov     [rbx + STATE], rax              /* after the messages: x86-64 keeps the order of stores */
        jmp     wait

none:   cmp     rax, -11                        /* EAGAIN: somebody gave up waiting, killed */
        je      down
        cmp     rax, -4                         /* EINTR */
        je      down
        jmp     ended

told:   mov     eax, 1
ended:  lea     rcx, [rbp + rbp + 1]
        xchg    [rbx + STATE], rcx
        mov     [rbx + END], rax
        mov     edi, [rbx + FDS]
        mov     eax, 3                          /* close(userfaultfd) */
        syscall
        xor     eax, eax
        add     rsp, 8
        pop     rbp
        pop     rbx
        ret

/*
 * Writes down, in the record of the next message, which threads are inside of a system call that may be what the message is of: the one
 * that is stays there until the message is read, asleep, but for a moment when another message is read, which wakes all. Reads /proc only, and the waiting threads' stacks through the kernel, which says EFAULT
 * where this thread would be killed: a stack may be what was unmapped. None of this takes a lock that a waiting thread holds.
 */
look:   push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, 72                         /* 0 a path; 32 two struct iovec; 64 the end of a text */
        mov     r12, rbp
        and     r12, [rbx + PARKED_MASK]
        shl     r12, 13
        add     r12, [rbx + PARKED]
        mov     qword ptr [r12 + NUMBER], 0
        mov     qword ptr [r12 + COUNT], 0
        lea     r15, [r12 + THREADS]
        mov     eax, 8                          /* lseek(tasks, 0, SEEK_SET) */
        mov     edi, [rbx + TASKS]
        xor     esi, esi
        xor     edx, edx
        syscall

more:   mov     eax, 217                        /* getdents64(tasks, entries, bytes) */
        mov     edi, [rbx + TASKS]
        mov     rsi, [rbx + ENTRIES]
        mov     edx, ENTRY_BYTES
        syscall
        test    rax, rax
        jle     looked
        mov     r13, [rbx + ENTRIES]
        lea     r14, [r13 + rax]
entry:  cmp     r13, r14
        jae     more
        lea     rsi, [r13 + 19]                 /* its name */
        movzx   eax, word ptr [r13 + 16]        /* its length */
        add     r13, rax
        cmp     byte ptr [rsi], 46              /* . and .. */
        je      entry
        mov     rdi, rsp
        xor     edx, edx
digit:  movzx   eax, byte ptr [rsi]
        test    eax, eax
        jz      named
        mov     [rdi], al
        inc     rsi
        inc     rdi
        lea     edx, [rdx + rdx * 4]
        lea     edx, [rax + rdx * 2 - 48]
        jmp     digit
named:  cmp     rdx, [rbx + THREAD]
        je      entry
        mov     [r15 + ID], rdx
        mov     r8, rdi                         /* where the thread's folder ends in the path; no system call changes r8 */
        movabs  rax, 0x746174732f             /* /stat: asking for the call of a thread that is about to sleep waits until it does */
        mov     [r8], rax
        lea     r9, [r15 + CALL]
        mov     r10d, STAT_BYTES
        call    slurp
        lea     rdi, [r15 + rax + CALL]
        lea     rsi, [r15 + CALL]
brace:  dec     rdi                             /* what comes after its name, which may have braces, is numbers */
        cmp     rdi, rsi
        jle     entry
        cmp     byte ptr [rdi], 41
        jne     brace
        cmp     byte ptr [rdi + 2], 68          /* D: it waits, and for no signal */
        jne     entry

        movabs  rax, 0x6c6c61637379732f         /* /syscall */
        mov     [r8], rax
        mov     byte ptr [r8 + 8], 0
        lea     r9, [r15 + CALL]
        mov     r10d, CALL_BYTES
        call    slurp
        test    rax, rax
        jle     entry                           /* it is gone */
        lea     rdi, [r15 + rax + CALL]
        mov     byte ptr [rdi], 0
        mov     [rsp + 64], rdi

        lea     rsi, [r15 + CALL]
        xor     edx, edx
number: movzx   eax, byte ptr [rsi]
        sub     eax, 48
        cmp     eax, 9
        ja      which
        lea     edx, [rdx + rdx * 4]
        lea     edx, [rax + rdx * 2]
        inc     rsi
        jmp     number
which:  cmp     edx, 440                        /* process_madvise */
        je      waits
        cmp     edx, 31
        ja      entry
        mov     eax, 1 << 9 | 1 << 11 | 1 << 12 | 1 << 25 | 1 << 28
        bt      eax, edx                        /* mmap, munmap, brk, mremap, madvise */
        jnc     entry

waits:  xor     eax, eax
        mov     [r15 + COMM], rax
        mov     [r15 + COMM + 8], rax
        mov     [r15 + COMM + 16], rax
        movabs  rax, 0x6d6d6f632f               /* /comm */
        mov     [r8], rax
        lea     r9, [r15 + COMM]
        mov     r10d, 16
        call    slurp

        mov     rdi, [rsp + 64]
        lea     rsi, [r15 + CALL]
        mov     ecx, 2
back:   dec     rdi                             /* the last number but one is the stack pointer */
        cmp     rdi, rsi
        jbe     entry
        cmp     byte ptr [rdi], 32
        jne     back
        dec     ecx
        jnz     back
        add     rdi, 3                          /* after its 0x */
        xor     edx, edx
hex:    movzx   eax, byte ptr [rdi]
        inc     rdi
        cmp     eax, 32
        je      stack
        cmp     eax, 97
        jb      decimal
        sub     eax, 39
decimal: sub     eax, 48
        shl     rdx, 4
        or      rdx, rax
        jmp     hex

stack:  lea     rax, [r15 + STACK]
        mov     [rsp + 32], rax
        mov     qword ptr [rsp + 40], MOST_STACK
        mov     [rsp + 48], rdx
        mov     qword ptr [rsp + 56], MOST_STACK
        mov     eax, 310                        /* process_vm_readv(process, here, 1, there, 1, 0) */
        mov     rdi, [rbx + PROCESS]
        lea     rsi, [rsp + 32]
        mov     edx, 1
        lea     r10, [rsp + 48]
        mov     r8d, 1
        xor     r9d, r9d
        syscall
        mov     [r15 + STACK_BYTES], rax
        add     r15, 1024
        inc     qword ptr [r12 + COUNT]
        cmp     qword ptr [r12 + COUNT], MOST_THREADS
        jb      entry

looked: lea     rax, [rbp + 1]
        mov     [r12 + NUMBER], rax             /* after the rest of the record */
        add     rsp, 72
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        ret

/* r10 bytes at most of the file whose path look has on its stack, to r9; rax: how many, or a negative error number. Keeps r8. */
slurp:  mov     eax, 257                        /* openat(tasks, path, O_RDONLY | O_CLOEXEC) */
        mov     edi, [rbx + TASKS]
        lea     rsi, [rsp + 8]
        mov     edx, 0x80000
        syscall
        test    eax, eax
        js      slurped
        mov     edi, eax
        xor     eax, eax                        /* read */
        mov     rsi, r9
        mov     rdx, r10
        syscall
        mov     r9, rax
        mov     eax, 3                          /* close */
        syscall
        mov     rax, r9
slurped: movsxd rax, eax
        ret
