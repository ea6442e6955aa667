// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace phi1 {

class Chip;
class FlowLayout;
class IconButton;

/// The texts at which a completion ends, as chips; line breaks are written \n there and when typed.
class StopStrings final : public QWidget
{
    Q_OBJECT
public:
    explicit StopStrings(QWidget *parent = nullptr);

    QStringList texts() const { return m_texts; }
    bool stopsAtEnd() const { return m_atEnd; }
    void set(const QStringList &texts, bool stopAtEnd);

    /// "\n\n" and the like as they are shown, and back.
    static QString escaped(const QString &text);
    static QString unescaped(const QString &text);

signals:
    void edited();

private:
    void rebuild();
    void askForOne();

    QStringList m_texts;
    bool m_atEnd = true;
    FlowLayout *m_layout;
    QVector<QWidget *> m_chips;
    IconButton *m_add;
};

} // namespace phi1
