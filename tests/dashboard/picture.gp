# Draws what picture.mjs has written for a home: plots is its directory, picture the file to make, begin the time 24 hours
# earlier.

set terminal pngcairo size 1200,900 font "DejaVu Sans,9" background "#181b1f"
set output picture
set multiplot

import = "#ff9830"; export = "#73bf69"; grey = "#ccccdc"; lines = "#fade2a #5794f2 #73bf69 #f2495c #f2495c"
set border 3 linecolor rgb "#44474d"
set style fill solid 0.8 noborder
file(panel) = plots . "/" . panel

# The numbers, side by side.
set lmargin at screen 0.02; set rmargin at screen 0.98; set bmargin at screen 0.89; set tmargin at screen 0.98
unset border; unset tics; unset key
set xrange [-0.5:8.5]; set yrange [0:3]
plot file("stats") using 1:(2.6):2 with labels textcolor rgb grey, \
     "" using 1:(1.6):3 with labels textcolor rgb import font ",13", \
     "" using 1:(0.6):4 with labels textcolor rgb export font ",13"

set border 3
set tics textcolor rgb grey nomirror out
set grid ytics linecolor rgb "#2c3036" linetype 1
set title textcolor rgb grey offset 0,-0.5
set key inside top left horizontal textcolor rgb grey samplen 1
set autoscale y; set offsets graph 0, 0, 0.25, 0
set xdata time; set timefmt "%s"; set format x "%H:%M"
set xrange [begin:begin + 86400]; set xtics 10800

set lmargin at screen 0.05; set bmargin at screen 0.68; set tmargin at screen 0.84
set title "Power (W)"
plot file("Power") index 0 using 1:2 with filledcurves y1=0 fillcolor rgb import title "import", \
     "" index 1 using 1:2 with filledcurves y1=0 fillcolor rgb export title "export"

# A bar begins at the start of its hour.
set rmargin at screen 0.485; set bmargin at screen 0.4; set tmargin at screen 0.59
set boxwidth 3300 absolute
set title "Energy per hour (kWh)"
plot file("Energy per hour") index 0 using ($1 + 1800):2 with boxes fillcolor rgb import title "import", \
     "" index 1 using ($1 + 1800):2 with boxes fillcolor rgb export title "export"

set bmargin at screen 0.05; set tmargin at screen 0.29
set title "Current per phase (A)"
plot for [i=0:3] file("Current per phase") index i using 1:2 with lines linecolor rgb word(lines, i + 1) title columnheader(1)

set lmargin at screen 0.54; set rmargin at screen 0.98
set yrange [200:270]
set title "Voltage (V)"
plot for [i=0:4] file("Voltage") index i using 1:2 with lines linecolor rgb word(lines, i + 1) title columnheader(1)

unset xdata; set format x; set autoscale y; unset key
set bmargin at screen 0.4; set tmargin at screen 0.59
set xrange [0.4:31.6]; set xtics rotate by -35 font ",7"
set boxwidth 0.8 absolute
set title "Energy per day (kWh)"
plot file("Energy per day") index 0 using 0:2:xtic(int($0) % 3 == 1 ? strcol(1)[6:] : "") with boxes fillcolor rgb import, \
     "" index 1 using 0:2 with boxes fillcolor rgb export
unset multiplot
